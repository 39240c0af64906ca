"""What diagnostics do not tell: secrets, and what is printed."""

import json

from aiohttp import web
import pytest

from homeassistant.components.diagnostics import REDACTED
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from tests.support.diagnostics import told_of, told_of_printer
from tests.support.house import House, printer_data
from tests.support.storage import Storage

TOKEN = "tok&en/Öl 7"


@pytest.fixture(autouse=True)
async def diagnostics(hass_storage: Storage, hass: HomeAssistant) -> None:
    """Views can only be added before the server starts."""
    assert await async_setup_component(hass, "diagnostics", {})


async def test_no_secret_is_told(house: House) -> None:
    """The server echoes all it was sent, in every spelling that occurs to it."""
    nonces: list[str] = []

    async def echo(request: web.Request) -> web.Response:
        frame_url = request.query["img"]
        nonces.append(frame_url.rpartition("/")[2].removesuffix(".jpg"))
        said = f"cannot open {frame_url} as bill:s3cr3t with {TOKEN}"
        return web.json_response({"message": said}, status=400)

    house.ml.answer = echo
    host = house.ml.url.removeprefix("http://")
    home = house.base_url.removeprefix("http://")
    await house.add(
        printer_data(job_marker="sensor.voron_job"),
        url=f"http://bill:s3cr3t@{host}",
        base_url=f"http://anna:p%40ssw0rd@{home}",
        token=TOKEN,
    )
    await house.printer_says("printing", job="grandmas_urn.gcode")
    await house.checks(3)

    told = await told_of(house)

    file = json.dumps(told, ensure_ascii=False)
    assert len(nonces) >= 3
    for secret in ("s3cr3t", "bill", "anna", "p%40ssw0rd", "p@ssw0rd", TOKEN, *nonces):
        assert secret not in file
    assert "grandmas_urn" not in file
    assert told["server"]["settings"]["url"] == f"http://***@{host}"
    assert told["server"]["settings"]["token"] == REDACTED


async def test_secrets_in_what_others_say_are_not_told(printing: House) -> None:
    """However they have come there."""
    assert printing.entry is not None
    printing.hass.config_entries.async_update_entry(
        printing.entry,
        data={
            **printing.entry.data,
            "token": TOKEN,
            "url": printing.ml.url.replace("//", "//bill:s3%20cr3t@"),
        },
    )
    health = printing.printer().health
    health.detail = (
        f"{TOKEN} tok%26en%2F%C3%96l%207 's3 cr3t' s3%20cr3t "
        "rtsp://paul:hunter2@camera/ /api/obico_detection/frame/n0nce-n0nce.jpg!"
    )

    told = (await told_of_printer(printing))["health"]["detail"]

    assert told == (
        f"{REDACTED} {REDACTED} '{REDACTED}' {REDACTED} "
        f"rtsp://***@camera/ /api/obico_detection/frame/{REDACTED}!"
    )


async def test_secret_that_begins_like_another_is_not_told_either(
    printing: House,
) -> None:
    assert printing.entry is not None
    printing.hass.config_entries.async_update_entry(
        printing.entry,
        data={
            **printing.entry.data,
            "token": "hunter22",
            "url": printing.ml.url.replace("//", "//bill:hunter2@"),
        },
    )
    printing.printer().health.detail = "hunter22 hunter2"

    told = (await told_of_printer(printing))["health"]["detail"]

    assert told == f"{REDACTED} {REDACTED}"


async def test_short_words_are_no_secrets(printing: House) -> None:
    assert printing.entry is not None
    printing.hass.config_entries.async_update_entry(
        printing.entry, data={**printing.entry.data, "token": "in"}
    )

    told = await told_of(printing)

    assert told["server"]["settings"]["token"] == REDACTED
    printer = told["printers"][printing.subentry().subentry_id]
    assert printer["job"]["activity"] == "printing"


NAME = "Grandma's urn v2.gcode"


async def test_name_of_the_print_file_is_not_told_whoever_says_it(house: House) -> None:
    """Not even where a control's integration names the file that it cannot pause."""
    job_name = "sensor.voron_file"
    house.hass.states.async_set(job_name, f"jobs/{NAME}")
    house.control_error = HomeAssistantError(
        f"Cannot pause jobs/{NAME}: '{NAME}' is busy, "
        "retry /cache/Grandma's urn v2.png or jobs%2FGrandma%27s%20urn%20v2.gcode"
    )
    await house.add(printer_data(warm_up=0, confirmations=1, job_name=job_name))
    house.ml.p = 5.0
    await house.printer_says("printing", job="4711-urn")
    await house.let_pass(61)
    incident = house.printer().last_incident
    assert incident is not None
    assert incident.job_name == f"jobs/{NAME}"
    assert "urn v2" in str(incident.steps)

    told = await told_of_printer(house)

    assert "urn" not in json.dumps(told)
    assert told["entities"]["job_name"]["state"] == REDACTED
    assert told["last_incident"]["job_name"] == REDACTED
    (step,) = [one for one in told["last_incident"]["steps"] if one["said"]]
    assert step["said"].startswith(f"Cannot pause {REDACTED}: '{REDACTED}' is busy")

    # What an earlier print was called is known by its incident alone.
    house.hass.states.async_set(job_name, "unknown")
    told = await told_of_printer(house)
    assert told["entities"]["job_name"]["state"] == "unknown"
    assert "urn" not in json.dumps(told)


async def test_file_that_is_called_like_a_common_word_hides_no_other_words(
    house: House,
) -> None:
    job_name = "sensor.voron_file"
    house.hass.states.async_set(job_name, "print.gcode")
    await house.add(printer_data(job_name=job_name))
    await house.printer_says("printing", job="watch")
    await house.checks(8, p=0.0)
    house.printer().health.detail = "print.gcode: cannot print"

    told = await told_of_printer(house)

    assert told["job"]["activity"] == "printing"
    assert told["shown"]["watch_state"] == "watching"
    assert told["health"]["detail"] == f"{REDACTED}: cannot {REDACTED}"


async def test_name_of_a_file_is_not_told_while_nothing_is_loaded(
    printing: House,
) -> None:
    job_name = "sensor.voron_file"
    printing.hass.states.async_set(job_name, "a")
    await printing.change(job_name=job_name)
    await printing.unload()

    entities = (await told_of_printer(printing))["entities"]

    assert entities["job_name"]["state"] == REDACTED
    assert entities["job_marker"]["state"] == REDACTED


async def test_what_is_printed_is_not_told_but_that_nothing_is_known_is(
    printing: House,
) -> None:
    told = await told_of_printer(printing)
    assert told["entities"]["job_marker"]["state"] == REDACTED
    assert told["job"]["job"]["marker"] == REDACTED
    assert "job-1" not in json.dumps(told)

    printing.say("printing", "unavailable")

    told = await told_of_printer(printing)
    assert told["entities"]["job_marker"]["state"] == "unavailable"
