"""A change of the light that nobody signs: a late answer, or somebody at the light itself?"""

import pytest

from custom_components.obico_detection.const import LightMode
from homeassistant.core import Context
from tests.support.lights import DarkChamber

EACH, WHILE = LightMode.EACH_PICTURE, LightMode.WHILE_PRINTING
BUTTON = Context(parent_id="button")


# -- a late answer


@pytest.mark.parametrize(("seconds", "is_by_hand"), [(29, False), (31, True)])
async def test_light_that_is_polled_shows_later_what_we_told_it(
    chamber: DarkChamber, seconds: int, is_by_hand: bool
) -> None:
    chamber.lamp.obeys = False
    await chamber.begin(WHILE)
    await chamber.picture()
    assert chamber.lamp.told == ["on"]
    await chamber.let_pass(seconds)

    await chamber.shows("on")

    assert chamber.light.taken_over is is_by_hand


async def test_light_that_is_polled_is_told_once(chamber: DarkChamber) -> None:
    chamber.lamp.obeys = False
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.let_pass(10)

    await chamber.picture()

    assert chamber.lamp.told == ["on"]


async def test_light_that_is_polled_is_taken_for_off_after_its_picture(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    async with chamber.light.for_picture():
        chamber.lamp.obeys = False
    await chamber.settle()
    await chamber.let_pass(10)
    # Home Assistant shows it as on until the next poll.
    assert chamber.lamp.state == "on"
    assert chamber.lamp.told == ["on", "off"]

    await chamber.picture()

    assert chamber.lamp.told == ["on", "off", "on", "off"]


async def test_on_that_was_never_seen_does_not_count_after_the_off(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    chamber.lamp.obeys = False
    async with chamber.light.for_picture():
        pass
    chamber.lamp.obeys = True
    await chamber.settle()

    assert await chamber.picture() == "on"


@pytest.mark.parametrize("is_group", [False, True])
async def test_what_has_our_context_is_our_doing_however_late(
    chamber: DarkChamber, is_group: bool
) -> None:
    """What a group does for us has our context as its parent."""
    chamber.lamp.obeys = False
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.let_pass(60)
    ours = chamber.lamp.contexts[-1]

    await chamber.shows("on", Context(parent_id=ours.id) if is_group else ours)

    assert not chamber.light.taken_over


@pytest.mark.parametrize("is_signed", [False, True])
async def test_answer_from_before_our_order_is_nobodys_doing(
    chamber: DarkChamber, is_signed: bool
) -> None:
    """Home Assistant gives an action's context to what follows within 5 s."""
    await chamber.begin(EACH)
    async with chamber.light.for_picture():
        await chamber.shows("off", chamber.lamp.contexts[-1] if is_signed else None)
        await chamber.shows("on")
    await chamber.settle()

    assert chamber.lamp.told == ["on", "off"]
    assert chamber.lamp.state == "off"
    assert not chamber.light.taken_over


async def test_answer_from_before_may_be_the_last_one_of_the_picture(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    async with chamber.light.for_picture():
        await chamber.shows("off")
    await chamber.settle()
    await chamber.let_pass(60)

    assert chamber.lamp.told == ["on", "off"]
    assert not chamber.light.taken_over


async def test_light_of_the_job_is_not_touched_while_its_answer_is_late(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.let_pass(10)
    await chamber.shows("off")
    await chamber.picture()
    await chamber.let_pass(10)
    await chamber.shows("on")
    await chamber.let_pass(60)

    assert not chamber.light.taken_over
    await chamber.end()
    assert chamber.lamp.told == ["on", "off"]


async def test_off_that_shows_late_says_nothing_of_the_next_on(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    async with chamber.light.for_picture():
        chamber.lamp.obeys = False
    await chamber.settle()
    async with chamber.light.for_picture():
        assert chamber.lamp.told == ["on", "off", "on"]
        await chamber.shows("off")

        await chamber.let_pass(60)

        assert not chamber.light.taken_over


# -- somebody at the light itself


@pytest.mark.parametrize("is_signed", [False, True])
async def test_light_switched_off_at_the_wall_right_after_us_stays_off(
    chamber: DarkChamber, is_signed: bool
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.shows("off", chamber.lamp.contexts[-1] if is_signed else None)
    await chamber.picture()
    await chamber.let_pass(29)
    assert chamber.light.state()["taken_over"] is False

    await chamber.let_pass(1)

    assert chamber.light.taken_over
    assert await chamber.picture() == "off"
    assert chamber.lamp.told == ["on"]


async def test_light_switched_on_at_the_wall_between_two_pictures_stays_on(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    await chamber.picture()
    await chamber.shows("on")
    assert await chamber.picture() == "on"
    assert chamber.light.state()["taken_over"] is False

    await chamber.let_pass(30)

    assert chamber.light.taken_over
    assert chamber.lamp.told == ["on", "off"]


async def test_light_switched_at_the_wall_later_is_by_hand_at_once(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.let_pass(31)

    await chamber.shows("off")

    assert chamber.light.taken_over


async def test_automation_that_does_the_contrary_is_a_hand_at_once(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()

    await chamber.shows("off", BUTTON)

    assert chamber.light.taken_over


async def test_automation_that_does_what_we_wait_for_does_it_for_us(
    chamber: DarkChamber,
) -> None:
    """As one that is set off by the change of another light that we switch."""
    chamber.lamp.obeys = False
    await chamber.begin(WHILE)
    await chamber.picture()

    await chamber.shows("on", BUTTON)

    assert not chamber.light.taken_over


async def test_light_that_drops_out_in_doubt_is_in_nobodys_hands(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    for state in ("off", "unavailable", "off"):
        await chamber.shows(state)

    assert await chamber.picture() == "on"

    await chamber.let_pass(60)
    assert not chamber.light.taken_over


async def test_doubt_ends_with_an_unload(chamber: DarkChamber) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.shows("off")
    await chamber.light.async_stop()

    await chamber.let_pass(60)

    assert not chamber.light.state()["taken_over"]
