"""Proving, while a printer is added, that pictures of it arrive."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState, SubentryFlowResult
from tests.support.camera import giving
from tests.support.flows import (
    BY_HAND,
    CONTROLS,
    answer,
    fields,
    go,
    printer_form,
    start_printer,
    suggested,
    told,
)
from tests.support.house import CAMERA, House

FORM = printer_form(CONTROLS)


async def send(house: House, **changes: str) -> SubentryFlowResult:
    """Fill in a printer's form and send it."""
    return await go(
        house, await start_printer(house), BY_HAND, printer_form(CONTROLS, **changes)
    )


async def test_what_works_is_told(house: House, server: MockConfigEntry) -> None:
    form = await send(house)

    assert form["step_id"] == "response"
    assert len(house.ml.frames) == 1
    report = told(form, "report")
    assert report.startswith("**Tested just now: detection works**")
    assert "160 × 120 pixels" in report


async def test_camera_without_a_picture_is_the_cameras_fault(
    house: House, server: MockConfigEntry
) -> None:
    house.camera.give = house.camera.black

    form = await send(house)

    assert form["step_id"] == "printer"
    assert form["errors"] == {"camera": "test_failed"}
    assert "black" in told(form, "cause")
    assert "✗ Picture" in told(form, "report")
    assert "✓ ML server" in told(form, "report")
    # All that was typed is still there.
    typed = suggested(form)
    assert typed.pop("save_anyway") is False
    assert typed["camera"] == CAMERA
    assert typed["controls"] == FORM["controls"]
    assert typed["states"] == FORM["states"]


async def test_another_camera_is_tested_too(
    house: House, server: MockConfigEntry
) -> None:
    await house.add_camera("prusa")
    house.camera.give = giving(None)
    form = await send(house)

    form = await go(house, form, printer_form(CONTROLS, camera="camera.prusa"))

    assert form["step_id"] == "response"
    assert house.cameras["prusa"].shots == 1


async def test_server_that_is_down_is_nobodys_field(
    house: House, server: MockConfigEntry
) -> None:
    await house.ml.stop()

    form = await send(house)

    assert form["errors"] == {"base": "test_failed"}
    assert "✗ ML server" in told(form, "report")
    # The cause stands above the form already.
    assert told(form, "cause")
    assert told(form, "cause") not in told(form, "report")


async def test_frame_that_is_not_fetched_is_told(
    house: House, server: MockConfigEntry
) -> None:
    house.ml.fetches = False

    form = await send(house)

    assert form["errors"] == {"base": "test_failed"}
    assert house.base_url in told(form, "cause")


async def test_it_is_tested_again_when_it_is_sent_again(
    house: House, server: MockConfigEntry
) -> None:
    house.ml.fetches = False
    form = await send(house)
    house.ml.fetches = True

    form = await go(house, form, FORM)

    assert form["step_id"] == "response"


async def test_it_can_be_saved_knowingly(house: House, server: MockConfigEntry) -> None:
    house.camera.give = giving(None)
    form = await send(house)
    assert "save_anyway" in fields(form)
    shots = house.camera.shots

    form = await go(house, form, {**FORM, "save_anyway": True})
    assert form["step_id"] == "response"
    assert house.camera.shots == shots
    assert told(form, "report").startswith("**No test has passed.**")
    assert "✗ Picture" in told(form, "report")

    await go(house, form, answer())
    assert "save_anyway" not in house.subentry().data


async def test_no_test_is_told_of_that_was_of_another_camera(
    house: House, server: MockConfigEntry
) -> None:
    await house.add_camera("prusa")
    house.camera.give = giving(None)
    form = await send(house)

    form = await go(
        house,
        form,
        {**printer_form(CONTROLS, camera="camera.prusa"), "save_anyway": True},
    )

    assert told(form, "report").startswith("**Not tested.**")


async def test_a_tick_does_not_help_against_what_cannot_be(
    house: House, server: MockConfigEntry
) -> None:
    house.camera.give = giving(None)
    form = await send(house)

    form = await go(
        house,
        form,
        {**printer_form(CONTROLS, printing_states=[]), "save_anyway": True},
    )

    assert form["errors"] == {"states": "no_printing_state"}


async def test_nothing_can_be_ticked_before_a_test(
    house: House, server: MockConfigEntry
) -> None:
    form = await go(house, await start_printer(house), BY_HAND)

    assert "save_anyway" not in fields(form)
    assert told(form, "report") == told(form, "cause") == ""


async def test_printer_is_added_to_a_server_that_is_not_loaded(
    house: House, server: MockConfigEntry
) -> None:
    await house.unload()

    await go(house, await send(house), answer())

    assert server.state is ConfigEntryState.NOT_LOADED
    assert house.subentry().data["camera"] == CAMERA


async def test_printer_is_added_to_a_server_that_is_down(
    house: House, server: MockConfigEntry
) -> None:
    await house.unload()
    await house.ml.stop()

    form = await send(house)
    assert form["errors"] == {"base": "test_failed"}
    await go(house, form, {**FORM, "save_anyway": True}, answer())

    assert server.state is ConfigEntryState.NOT_LOADED
    assert house.subentry().data["camera"] == CAMERA
