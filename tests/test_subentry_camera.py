"""Choosing a camera that is probably another printer's."""

from custom_components.obico_detection.printer.profiles import Role
from homeassistant.config_entries import SubentryFlowResult
from tests.printer.known_printers import KNOWN_PRINTERS
from tests.printer.registry import Registries
from tests.support.camera import giving
from tests.support.flows import (
    CONTROLS,
    fields,
    go,
    printer_form,
    start_printer,
    suggested,
    told,
)
from tests.support.house import CAMERA, House, printer_data

PRUSA_STATUS = "sensor.prusa_status"
PRUSA = {**CONTROLS, "status": PRUSA_STATUS}


async def send(house: House) -> SubentryFlowResult:
    """Fill in the form of a second printer, with the first one's camera, and send it."""
    return await go(
        house,
        await start_printer(house),
        {"status": PRUSA_STATUS},
        printer_form(PRUSA),
    )


async def test_the_camera_of_another_printer_is_asked_about(house: House) -> None:
    await house.add()

    form = await send(house)

    assert form["errors"] == {"camera": "camera_of_another"}
    assert told(form, "other") == "Voron"
    assert house.ml.frames == []

    form = await go(house, form, {**printer_form(PRUSA), "save_anyway": True})
    assert form["step_id"] == "response"
    # It was tried all the same.
    assert len(house.ml.frames) == 1


async def test_another_one_needs_no_tick(house: House) -> None:
    await house.add()
    await house.add_camera("prusa")
    form = await send(house)

    form = await go(house, form, printer_form(PRUSA, camera="camera.prusa"))

    assert form["step_id"] == "response"


async def test_a_tick_about_the_camera_is_none_about_the_test(house: House) -> None:
    await house.add()
    house.camera.give = giving(None)
    form = await send(house)

    form = await go(house, form, {**printer_form(PRUSA), "save_anyway": True})
    assert form["errors"] == {"camera": "test_failed"}

    form = await go(house, form, {**printer_form(PRUSA), "save_anyway": True})
    assert form["step_id"] == "response"


async def test_a_camera_on_another_printers_device_is_asked_about(
    house: House, registries: Registries
) -> None:
    added, ids = KNOWN_PRINTERS["prusalink"].add_to(registries)
    registries.entities.async_update_entity(CAMERA, device_id=added.device.id)
    await house.add_camera("ender")
    await house.add(printer_data(status=ids[Role.STATUS], camera="camera.ender"))

    form = await send(house)

    assert form["errors"] == {"camera": "camera_of_another"}
    assert told(form, "other") == "Ender"


async def test_one_on_a_device_that_both_share_is_not(
    house: House, registries: Registries
) -> None:
    added, ids = KNOWN_PRINTERS["prusalink"].add_to(registries)
    registries.entities.async_update_entity(CAMERA, device_id=added.device.id)
    await house.add_camera("ender")
    await house.add(printer_data(status=ids[Role.PAUSE], camera="camera.ender"))

    form = await go(house, await start_printer(house), {"status": ids[Role.STATUS]})
    form = await go(house, form, printer_form(CONTROLS, status=ids[Role.STATUS]))

    assert form["step_id"] == "response"


async def test_one_that_was_chosen_knowingly_is_not_asked_about_again(
    house: House,
) -> None:
    entry = await house.add(
        printer_data(), printer_data("prusa", camera=CAMERA), printer_data("ender")
    )

    form: SubentryFlowResult = await entry.start_subentry_reconfigure_flow(
        house.hass, house.subentry(1).subentry_id
    )
    form = await go(house, form, suggested(form))

    assert form["step_id"] == "response"


async def test_a_printer_is_no_other_printer_while_it_is_changed(
    house: House, registries: Registries
) -> None:
    added, ids = KNOWN_PRINTERS["prusalink"].add_to(registries)
    registries.entities.async_update_entity(CAMERA, device_id=added.device.id)
    await house.add_camera("ender")
    entry = await house.add(
        printer_data(status=ids[Role.STATUS], camera="camera.ender")
    )
    form: SubentryFlowResult = await entry.start_subentry_reconfigure_flow(
        house.hass, house.subentry().subentry_id
    )

    # Its status comes from elsewhere now, and its camera from the device of before.
    form = await go(house, form, printer_form(CONTROLS))
    assert form["errors"] == {"states": "states_are_others"}
    form = await go(house, form, printer_form(CONTROLS))

    assert form["step_id"] == "response"


async def test_all_that_is_asked_is_asked_at_once(house: House) -> None:
    await house.add()
    house.hass.states.async_set(PRUSA_STATUS, "cooling")

    form = await send(house)

    assert form["errors"] == {
        "camera": "camera_of_another",
        "states": "state_is_not_listed",
    }
    assert "save_anyway" in fields(form)
