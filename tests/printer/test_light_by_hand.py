"""A light that somebody else has switched is theirs until the print ends."""

import pytest

from custom_components.obico_detection.const import LightMode
from homeassistant.core import Context
from tests.printer.lights import LIGHT, DarkChamber

EACH, WHILE = LightMode.EACH_PICTURE, LightMode.WHILE_PRINTING
BOTH = pytest.mark.parametrize("mode", [EACH, WHILE])


@BOTH
async def test_light_switched_on_by_hand_is_left_alone(
    chamber: DarkChamber, mode: LightMode
) -> None:
    await chamber.begin(mode)
    await chamber.by_hand("on")

    await chamber.picture()
    await chamber.end()

    assert chamber.light.taken_over is False  # The job is over.
    assert chamber.lamp.told == []
    assert chamber.lamp.state == "on"


@BOTH
async def test_light_switched_off_by_hand_is_never_switched_on_again_in_this_job(
    chamber: DarkChamber, mode: LightMode
) -> None:
    chamber.lamp.shows("on")
    await chamber.begin(mode)
    await chamber.picture()
    await chamber.by_hand("off")

    assert await chamber.picture() == "off"
    await chamber.let_pass(3600)
    assert await chamber.picture() == "off"

    assert chamber.lamp.told == []


async def test_light_of_the_job_switched_off_by_hand_stays_off(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.by_hand("off")

    await chamber.picture()
    await chamber.end()

    assert chamber.lamp.told == ["on"]


async def test_light_switched_off_and_on_by_hand_stays_on_after_the_job(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.by_hand("off")
    await chamber.by_hand("on")

    await chamber.end()

    assert chamber.lamp.told == ["on"]
    assert chamber.lamp.state == "on"


async def test_light_switched_off_by_hand_in_mid_picture_is_not_switched_off_again(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)

    async with chamber.light.for_picture():
        await chamber.by_hand("off")
    await chamber.settle()

    assert chamber.lamp.told == ["on"]


async def test_next_job_has_light_again(chamber: DarkChamber) -> None:
    chamber.lamp.shows("on")
    await chamber.begin(EACH)
    await chamber.by_hand("off")
    await chamber.end()

    await chamber.begin(EACH)

    assert await chamber.picture() == "on"


async def test_by_hand_between_two_jobs_does_not_count(chamber: DarkChamber) -> None:
    await chamber.begin(EACH)
    await chamber.end()
    await chamber.by_hand("on")
    await chamber.by_hand("off")

    await chamber.begin(EACH)

    assert await chamber.picture() == "on"


async def test_light_chosen_anew_in_mid_print_is_ours_again(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    await chamber.by_hand("on")
    await chamber.by_hand("off")
    assert await chamber.picture() == "off"

    await chamber.choose(mode=WHILE)

    assert await chamber.picture() == "on"


# -- whose doing was it?


@BOTH
async def test_dropout_is_nobodys_doing(chamber: DarkChamber, mode: LightMode) -> None:
    await chamber.begin(mode)
    await chamber.picture()
    for state in ("unavailable", "off", "unknown", "off"):
        await chamber.by_hand(state)

    assert await chamber.picture() == "on"

    assert not chamber.light.taken_over


async def test_attributes_are_not_the_switch(chamber: DarkChamber) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    chamber.hass.states.async_set(LIGHT, "on", {"brightness": 120})

    await chamber.end()

    assert chamber.lamp.told == ["on", "off"]


@pytest.mark.parametrize(("seconds", "is_by_hand"), [(29, False), (31, True)])
async def test_light_that_is_polled_shows_later_what_we_told_it(
    chamber: DarkChamber, seconds: int, is_by_hand: bool
) -> None:
    chamber.lamp.obeys = False
    await chamber.begin(WHILE)
    await chamber.picture()
    assert chamber.lamp.told == ["on"]
    await chamber.let_pass(seconds)

    await chamber.by_hand("on")

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


async def test_same_change_a_second_time_is_by_hand(chamber: DarkChamber) -> None:
    await chamber.begin(EACH)
    await chamber.picture()
    await chamber.let_pass(5)

    await chamber.by_hand("on")

    assert chamber.light.taken_over


async def test_change_with_our_own_context_the_other_way_is_by_hand(
    chamber: DarkChamber,
) -> None:
    """Home Assistant gives an action's context to what follows within 5 s."""
    await chamber.begin(WHILE)
    await chamber.picture()

    await chamber.by_hand("off", chamber.lamp.contexts[-1])

    assert chamber.light.taken_over


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

    await chamber.by_hand("on", Context(parent_id=ours.id) if is_group else ours)

    assert not chamber.light.taken_over


async def test_person_who_does_the_same_as_we_is_seen(chamber: DarkChamber) -> None:
    chamber.lamp.obeys = False
    await chamber.begin(WHILE)
    await chamber.picture()

    await chamber.by_hand("on", Context(user_id="paula"))

    assert chamber.light.taken_over


async def test_what_a_person_has_done_is_how_it_is(chamber: DarkChamber) -> None:
    chamber.lamp.obeys = False
    await chamber.begin(EACH)
    await chamber.picture()
    await chamber.by_hand("on", Context(user_id="paula"))
    await chamber.end()
    await chamber.begin(EACH)

    await chamber.picture()

    assert chamber.lamp.told == ["on", "off"]
