"""The light is on when the camera needs it, and as it was when it does not."""

import pytest

from custom_components.obico_detection.const import LightMode
from custom_components.obico_detection.printer.lamp import LAMP_DOMAINS
from custom_components.obico_detection.printer.light import LightSettings
from tests.support.lights import LIGHT, DarkChamber, FakeLight

EACH, WHILE, NONE = (
    LightMode.EACH_PICTURE,
    LightMode.WHILE_PRINTING,
    LightMode.NONE,
)


# -- on for each picture


async def test_light_is_on_for_each_picture_and_off_again(chamber: DarkChamber) -> None:
    await chamber.begin(EACH)

    assert await chamber.picture() == "on"
    assert await chamber.picture() == "on"

    assert chamber.lamp.told == ["on", "off", "on", "off"]
    assert chamber.lamp.state == "off"
    # Not worth a write at each check.
    assert chamber.saves == 0


async def test_light_that_is_on_already_is_left_alone(chamber: DarkChamber) -> None:
    chamber.lamp.shows("on")
    await chamber.begin(EACH)

    assert await chamber.picture() == "on"

    assert chamber.lamp.told == []
    assert chamber.lamp.state == "on"


async def test_camera_has_time_to_get_used_to_the_light(chamber: DarkChamber) -> None:
    await chamber.begin(EACH, settle_s=3)

    async with chamber.taking_picture():
        await chamber.let_pass(2)
        assert (chamber.pictures, chamber.lamp.told) == ([], ["on"])
        assert chamber.light.is_settling

        await chamber.let_pass(1)

        assert chamber.pictures == ["on"]
        assert chamber.lamp.told == ["on", "off"]
        assert not chamber.light.is_settling


async def test_nobody_waits_for_a_light_that_was_on(chamber: DarkChamber) -> None:
    chamber.lamp.shows("on")
    await chamber.begin(EACH, settle_s=3)

    assert await chamber.picture() == "on"


async def test_nobody_waits_for_a_light_that_somebody_else_has_switched_on(
    chamber: DarkChamber,
) -> None:
    await chamber.choose(settle_s=20)
    async with chamber.taking_picture():
        pass  # Broken off as soon as the light is on.
    await chamber.by_hand("on")

    assert await chamber.picture() == "on"


@pytest.mark.parametrize("domain", LAMP_DOMAINS)
async def test_switches_can_be_lights_too(chamber: DarkChamber, domain: str) -> None:
    lamp = FakeLight(chamber.hass, f"{domain}.work_light")
    chamber.settings = LightSettings(lamp.entity_id, EACH, 0.0)
    chamber.light.async_follow()
    chamber.light.async_begin_job()

    await chamber.picture()

    assert lamp.told == ["on", "off"]


async def test_light_is_left_alone_where_none_is_wanted(chamber: DarkChamber) -> None:
    await chamber.begin(NONE)

    assert await chamber.picture() == "off"

    assert chamber.lamp.told == []


async def test_no_light_is_chosen(chamber: DarkChamber) -> None:
    chamber.settings = LightSettings(None, EACH, 3.0)
    chamber.light.async_follow()
    chamber.light.async_begin_job()

    assert await chamber.picture() == "off"
    await chamber.end()
    await chamber.light.async_stop()


async def test_picture_outside_of_a_job_has_light_too(chamber: DarkChamber) -> None:
    chamber.settings = LightSettings(LIGHT, WHILE, 0.0)
    chamber.light.async_follow()

    assert await chamber.picture() == "on"

    assert chamber.lamp.told == ["on", "off"]


# -- on while printing


async def test_light_is_on_from_the_first_picture_to_the_end_of_the_job(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    assert await chamber.picture() == "on"
    assert await chamber.picture() == "on"
    assert chamber.lamp.told == ["on"]

    await chamber.end()

    assert chamber.lamp.told == ["on", "off"]


async def test_first_picture_of_the_job_waits_for_the_camera(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE, settle_s=3)

    async with chamber.taking_picture():
        await chamber.let_pass(2)
        assert chamber.pictures == []
        await chamber.let_pass(1)
        assert chamber.pictures == ["on"]

    assert await chamber.picture() == "on"


async def test_light_that_was_on_before_the_job_stays_on_after_it(
    chamber: DarkChamber,
) -> None:
    chamber.lamp.shows("on")
    await chamber.begin(WHILE)
    await chamber.picture()

    await chamber.end()

    assert chamber.lamp.told == []


async def test_light_that_comes_late_is_switched_on_when_it_is_there(
    chamber: DarkChamber,
) -> None:
    chamber.lamp.shows("unavailable")
    await chamber.begin(WHILE)
    await chamber.picture()
    assert chamber.lamp.told == []
    chamber.lamp.shows("off")

    assert await chamber.picture() == "on"

    assert chamber.lamp.told == ["on"]


# -- settings changed in mid-print


async def test_light_that_is_not_wanted_any_more_goes_off(chamber: DarkChamber) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()

    await chamber.choose(mode=NONE)

    assert chamber.lamp.told == ["on", "off"]
    assert await chamber.picture() == "off"


async def test_light_goes_off_when_it_is_wanted_for_pictures_only(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()

    await chamber.choose(mode=EACH)

    assert chamber.lamp.told == ["on", "off"]
    assert await chamber.picture() == "on"
    assert chamber.lamp.state == "off"


async def test_light_goes_off_when_another_takes_its_place(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    other = FakeLight(chamber.hass, "switch.shelf")

    await chamber.choose(entity_id="switch.shelf")
    await chamber.picture()

    assert chamber.lamp.told == ["on", "off"]
    assert other.told == ["on"]


async def test_other_light_is_not_taken_over_with_the_one_before(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    await chamber.by_hand("on")
    other = FakeLight(chamber.hass, "switch.shelf")
    await chamber.choose(entity_id="switch.shelf")
    await chamber.by_hand("off")

    await chamber.picture()

    assert other.told == ["on", "off"]


async def test_light_goes_off_when_nobody_watches_any_more(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()

    await chamber.watch(False)

    assert chamber.lamp.told == ["on", "off"]
    # As one for a test.
    assert await chamber.picture() == "on"
    assert chamber.lamp.state == "off"
    await chamber.watch(True)
    assert await chamber.picture() == "on"
    assert chamber.lamp.state == "on"


async def test_watching_anew_takes_nothing_out_of_other_hands(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.by_hand("off")

    await chamber.watch(False)
    await chamber.watch(True)

    assert await chamber.picture() == "off"


async def test_other_settings_change_nothing(chamber: DarkChamber) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.let_pass(10)

    await chamber.choose(settle_s=5.0)

    assert chamber.lamp.told == ["on"]
    assert await chamber.picture() == "on"


# -- one light for two printers


async def test_light_of_two_printers_goes_off_when_neither_needs_it(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    neighbour = chamber.neighbour()
    neighbour.async_follow()
    neighbour.async_begin_job()

    async with neighbour.for_picture():
        assert await chamber.picture() == "on"
        assert chamber.lamp.told == ["on"]
    await chamber.settle()

    assert chamber.lamp.told == ["on", "off"]
    # What the one switches is not by hand for the other.
    assert not chamber.light.taken_over
    assert not neighbour.taken_over
    assert await chamber.picture() == "on"
    await neighbour.async_stop()


async def test_light_that_the_neighbour_has_just_switched_on_settles_too(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH, settle_s=3)
    neighbour = chamber.neighbour()
    neighbour.async_follow()

    async with neighbour.for_picture():
        await chamber.let_pass(2)
        async with chamber.taking_picture():
            assert chamber.pictures == []
            await chamber.let_pass(1)
            assert chamber.pictures == ["on"]
    await neighbour.async_stop()
