"""A zoo of printers for a real Home Assistant: one of every known kind."""

from collections.abc import Iterator
from datetime import UTC, datetime
import json
from pathlib import Path
import shutil
from typing import Any

from custom_components.obico_detection.printer.profiles import PROFILES, Role
from demo.custom_components.simulated_printer.pictures.moment import Moment
from demo.custom_components.simulated_printer.pictures.scene import Scene
from demo.hass_process import HassProcess
from tests.e2e.any_printer import EVENT_PRINTS, PLATFORMS
from tests.printer.known_printers import KNOWN_PRINTERS, KnownPrinter
from tests.printer.registry import Row

# What the printers are called; none of the names is within another one.
NAMES = {
    "anycubic_cloud": "Kobra 2",
    "anycubic_ha_integration": "Photon Mono",
    "bambu_lab": "Bambu X1",
    "creality2mqtt": "Ender 5 S1",
    "creality_control": "Halot One",
    "creality_k1": "K1 Max",
    "dremel_3d_printer": "Digilab 45",
    "duet3d": "Railcore",
    "elegoo_printer": "Centauri Carbon",
    "flashforge_adventurer5m": "Adventurer 5M",
    "flashforge_cestmoiroma": "Adventurer 4",
    "flashforge_ghosttypes": "AD5X",
    "flashforge_joseffallman": "Adventurer 3",
    "flashforge_pcartwright81": "Guider 3",
    "ha_creality_ws": "K2 Plus",
    "moonraker": "Voron 2.4",
    "octoprint": "Ender 3",
    "octoprint_mqtt": "CR-10",
    "prusa_connect": "Prusa XL",
    "prusalink": "Prusa MK4",
    "simplyprint": "Sidewinder",
    "snapmaker": "Artisan",
    "snapmaker_u1": "Snapmaker U1",
}

# A printer without a camera of its own, which stands beside one that somebody hung up.
BESIDE = "snapmaker"

SOURCE = Path(__file__).parent / "any_printer"
PLATFORM_FILE = """\
from .entities import setting_up

async_setup_entry = setting_up("{domain}")
"""


def write_integrations(components: Path) -> None:
    """Write a stand-in for the integration of every known printer."""
    by_platform: dict[str, list[KnownPrinter]] = {}
    for printer in KNOWN_PRINTERS.values():
        by_platform.setdefault(printer.platform, []).append(printer)
    picture = _picture()
    for platform, printers in by_platform.items():
        folder = components / platform
        shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__"))
        for domain in PLATFORMS:
            (folder / f"{domain}.py").write_text(PLATFORM_FILE.format(domain=domain))
        described = {one.profile: _described(one) for one in printers}
        (folder / "printers.json").write_text(json.dumps(described))
        (folder / "manifest.json").write_text(json.dumps(_manifest(platform)))
        (folder / "picture.jpg").write_bytes(picture)


async def add_printers(hass: HassProcess) -> None:
    """Put one printer of every known kind into a Home Assistant."""
    for number, (profile, printer) in enumerate(KNOWN_PRINTERS.items(), 1):
        await hass.add_entry(
            printer.platform,
            {
                "profile": profile,
                "name": NAMES[profile],
                "serial": f"SN00{number}",
                "host": f"192.0.2.{number}",
            },
        )


async def begin_to_print(hass: HassProcess, profile: str) -> None:
    """Let a printer print."""
    await hass.api("POST", f"/api/events/{EVENT_PRINTS}", {"profile": profile})


def _manifest(platform: str) -> dict[str, Any]:
    return {
        "domain": platform,
        "name": platform.replace("_", " ").title(),
        "version": "0.0.1",
        "codeowners": [],
        "config_flow": True,
        "documentation": "https://www.home-assistant.io",
        "integration_type": "device",
        "iot_class": "calculated",
    }


def _described(printer: KnownPrinter) -> dict[str, Any]:
    """Return what the stand-in has to know of a printer."""
    states = PROFILES[printer.profile].states
    words = ("printing", "idle", "paused", "pausing", "preparing", "finished", "error")
    return {
        "identifier": printer.identifier,
        "entities": list(_entities(printer)),
        "states": {word: sorted(getattr(states, word)) for word in words},
    }


def _entities(printer: KnownPrinter) -> Iterator[dict[str, Any]]:
    rows: list[tuple[str, Row]] = [("", row) for row in printer.others]
    rows += [(role.value, row) for role, row in printer.entities.items()]
    if printer.profile == BESIDE:
        # On a printer that nobody watches: it is free for one that has none.
        rows.append((Role.CAMERA, Row("camera", "beside")))
    for number, (role, row) in enumerate(rows):
        yield {
            **row._asdict(),
            "off": row.disabled,
            "role": role,
            "name": (role or f"extra {number}").replace("_", " ").capitalize(),
        }


def _picture() -> bytes:
    """Return a picture of a print that goes well."""
    moment = Moment(
        now=datetime(2026, 11, 24, 12, tzinfo=UTC),
        print_s=600.0,
        failing_s=0.0,
        head_parked=False,
        light_on=True,
    )
    return Scene(7, "Zoo").render(moment)
