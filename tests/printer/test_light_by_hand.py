"""A light that somebody else has switched is theirs until the print ends."""

import pytest

from custom_components.obico_detection.const import LightMode
from tests.support.lights import LIGHT, DarkChamber

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
        await chamber.shows(state)

    assert await chamber.picture() == "on"

    assert not chamber.light.taken_over


async def test_attributes_are_not_the_switch(chamber: DarkChamber) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    chamber.hass.states.async_set(LIGHT, "on", {"brightness": 120})

    await chamber.end()

    assert chamber.lamp.told == ["on", "off"]


async def test_light_that_is_polled_is_as_it_was_told_last(
    chamber: DarkChamber,
) -> None:
    chamber.lamp.obeys = False
    await chamber.begin(EACH)
    await chamber.picture()

    async with chamber.light.for_picture():
        # Another one, as of a test, in the midst of it.
        await chamber.picture()
        assert chamber.lamp.told == ["on", "off", "on"]


async def test_person_who_does_the_same_as_we_is_seen(chamber: DarkChamber) -> None:
    chamber.lamp.obeys = False
    await chamber.begin(WHILE)
    await chamber.picture()

    await chamber.by_hand("on")

    assert chamber.light.taken_over


async def test_what_a_person_has_done_is_how_it_is(chamber: DarkChamber) -> None:
    chamber.lamp.obeys = False
    await chamber.begin(EACH)
    await chamber.picture()
    await chamber.by_hand("on")
    await chamber.end()
    await chamber.begin(EACH)

    await chamber.picture()

    assert chamber.lamp.told == ["on", "off"]
