"""What is known of the light survives a restart, and a new name."""

import pytest

from custom_components.obico_detection.const import LightMode
from custom_components.obico_detection.printer.light import LightSettings
from homeassistant.helpers import entity_registry as er
from tests.support.lights import LIGHT, DarkChamber, FakeLight

EACH, WHILE = LightMode.EACH_PICTURE, LightMode.WHILE_PRINTING


async def test_light_taken_over_stays_so_after_a_restart(chamber: DarkChamber) -> None:
    await chamber.begin(EACH)
    await chamber.by_hand("on")
    await chamber.by_hand("off")
    assert chamber.saves == 1

    await chamber.restart(in_job=True)

    assert await chamber.picture() == "off"


async def test_light_of_the_job_goes_off_at_its_end_after_a_restart(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.picture()
    assert chamber.saves == 1

    await chamber.restart(in_job=True)
    assert await chamber.picture() == "on"
    assert chamber.lamp.told == ["on"]
    await chamber.end()

    assert chamber.lamp.told == ["on", "off"]


async def test_light_of_the_job_that_is_late_after_a_restart_stays_on(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    chamber.lamp.shows("unavailable")
    await chamber.restart(in_job=True)

    await chamber.shows("on")

    assert chamber.lamp.told == ["on"]


async def test_light_goes_off_after_a_restart_in_mid_picture(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    saved: dict[str, object] = {}
    async with chamber.light.for_picture():
        saved = chamber.light.state()
        await chamber.restart(in_job=True)

    assert saved == {"taken_over": False, "lit": LIGHT}
    assert chamber.lamp.state == "off"


async def test_light_goes_off_after_a_restart_behind_the_end_of_the_job(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    chamber.lamp.shows("unavailable")
    await chamber.restart(in_job=False)
    assert chamber.lamp.told == ["on"]

    await chamber.shows("on")

    assert chamber.lamp.told == ["on", "off"]


async def test_light_that_is_off_again_is_stored_as_that(chamber: DarkChamber) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.end()
    assert chamber.saves == 2

    # A person wants light now.
    await chamber.by_hand("on")
    await chamber.restart(in_job=False)

    assert chamber.lamp.told == ["on", "off"]


async def test_light_lost_at_an_unload_is_switched_off_when_we_are_back(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    chamber.lamp.shows("unavailable")
    await chamber.light.async_stop()
    await chamber.restart(in_job=False)

    await chamber.shows("on")

    assert chamber.lamp.told == ["on", "off"]


async def test_what_was_by_hand_in_a_job_is_over_with_it(chamber: DarkChamber) -> None:
    chamber.light.restore({"taken_over": True, "lit": None}, in_job=False)
    await chamber.choose()

    assert await chamber.picture() == "on"


@pytest.mark.parametrize(
    "saved", [None, [], {}, {"taken_over": 1, "lit": 7}, {"lit": "camera.voron"}]
)
async def test_damaged_state_is_as_none(chamber: DarkChamber, saved: object) -> None:
    chamber.light.restore(saved, in_job=True)
    chamber.settings = LightSettings(LIGHT, EACH, 0.0)
    chamber.light.async_follow()

    assert await chamber.picture() == "on"

    assert chamber.light.state() == {"taken_over": False, "lit": None}


async def test_stored_light_that_is_not_ours_any_more_is_left_alone(
    chamber: DarkChamber,
) -> None:
    other = FakeLight(chamber.hass, "switch.shelf")
    for lamp in (chamber.lamp, other):
        lamp.shows("on")
    chamber.light.restore({"lit": LIGHT}, in_job=True)

    await chamber.choose(entity_id="switch.shelf")

    assert chamber.lamp.told == other.told == []


# -- one light for two printers


async def test_light_is_remembered_by_those_who_need_it(chamber: DarkChamber) -> None:
    neighbour = chamber.neighbour()
    neighbour.async_follow()
    await chamber.begin(WHILE)
    await chamber.picture()

    assert chamber.light.state()["lit"] == LIGHT
    assert neighbour.state()["lit"] is None
    await neighbour.async_stop()
    assert neighbour.state()["lit"] is None
    assert chamber.lamp.told == ["on"]


async def test_light_that_would_not_go_off_is_remembered_by_the_last(
    chamber: DarkChamber,
) -> None:
    neighbour = chamber.neighbour()
    neighbour.async_follow()
    await chamber.begin(WHILE)
    await chamber.picture()
    chamber.lamp.shows("unavailable")

    await chamber.light.async_stop()
    assert chamber.light.state()["lit"] is None
    assert neighbour.state()["lit"] == LIGHT
    await neighbour.async_stop()

    assert neighbour.state()["lit"] == LIGHT


async def test_light_of_a_job_that_is_over_stays_on_for_the_other_after_a_restart(
    chamber: DarkChamber,
) -> None:
    chamber.lamp.shows("on")
    over, goes_on = chamber.neighbour(WHILE), chamber.neighbour(WHILE)
    over.restore({"lit": LIGHT}, in_job=False)
    goes_on.restore({"lit": LIGHT}, in_job=True)

    over.async_follow()
    goes_on.async_follow()
    await chamber.settle()
    assert chamber.lamp.told == []
    goes_on.async_end_job()
    await chamber.settle()

    assert chamber.lamp.told == ["off"]


# -- another name


async def rename(chamber: DarkChamber) -> None:
    """Give the light, which is on, another name."""
    er.async_get(chamber.hass).async_update_entity(LIGHT, new_entity_id="light.voron")
    chamber.hass.states.async_remove(LIGHT)
    chamber.lamp.entity_id = "light.voron"
    chamber.lamp.shows("on")
    await chamber.choose(entity_id="light.voron")


@pytest.fixture
def registered(chamber: DarkChamber) -> None:
    """The light is one that can be renamed."""
    chamber.hass.states.async_remove(LIGHT)
    er.async_get(chamber.hass).async_get_or_create(
        "light", "mqtt", "1", suggested_object_id="chamber"
    )
    chamber.lamp.shows("off")


async def test_light_renamed_in_mid_print_is_still_the_same(
    chamber: DarkChamber, registered: None
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()

    await rename(chamber)
    assert await chamber.picture() == "on"
    assert chamber.lamp.told == ["on"]
    await chamber.end()

    assert chamber.lamp.told == ["on", "off"]


async def test_light_renamed_in_mid_picture_is_on_until_it_is_taken(
    chamber: DarkChamber, registered: None
) -> None:
    await chamber.begin(EACH)

    async with chamber.light.for_picture():
        await rename(chamber)
        assert chamber.lamp.told == ["on"]
        assert chamber.light.state()["lit"] == "light.voron"
    await chamber.settle()

    assert chamber.lamp.told == ["on", "off"]
    await chamber.by_hand("on")
    assert chamber.light.taken_over


async def test_light_that_another_printer_renames_is_the_same_for_both(
    chamber: DarkChamber, registered: None
) -> None:
    neighbour = chamber.neighbour()
    neighbour.async_follow()
    await chamber.begin(EACH)

    async with neighbour.for_picture():
        await rename(chamber)
        assert await chamber.picture() == "on"
        assert chamber.lamp.told == ["on"]
    await chamber.settle()

    assert chamber.lamp.told == ["on", "off"]


async def test_light_is_shared_under_its_new_name_too(
    chamber: DarkChamber, registered: None
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    await rename(chamber)
    neighbour = chamber.neighbour(entity_id="light.voron")
    neighbour.async_follow()

    async with neighbour.for_picture():
        await chamber.end()
        assert chamber.lamp.told == ["on"]
    await chamber.settle()

    assert chamber.lamp.told == ["on", "off"]


async def test_light_of_a_person_is_theirs_under_another_name_too(
    chamber: DarkChamber, registered: None
) -> None:
    await chamber.begin(EACH)
    await chamber.by_hand("on")

    await rename(chamber)
    await chamber.by_hand("off")

    assert await chamber.picture() == "off"
    assert chamber.lamp.told == []
