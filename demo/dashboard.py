"""The demo's start page: both printers and the phone, side by side where there is room."""

from typing import Any

from .printers import Printer

FAILING_STORY = """\
Both printers print. One goes wrong after {fails_after:.0f} s: the risk climbs, \
the print is paused, and the phone and the sidebar tell of it, with a picture. \
Press **Resume** on the phone: the print goes on without its tangle, and for 90 s nothing \
is done to it. Then it goes wrong again and is paused again; press **Stop**. \
Or say **Not a failure**, **mute** the print, or choose another response.
"""
BREAKING_STORY = """\
Both printers print well. What looks at them breaks: the watch state says so and why, a \
notification appears in the sidebar, and a repair under Settings.
"""
SMALL_PRINT = """
This demo uses shortened settings: {settings}. \
Its detector only knows {detector}.
"""
WHOLE = {"columns": "full"}
HALF = {"columns": 6}
THIRD = {"columns": 4}
# What nobody can read a state from.
ORDERS = {"hide_state": True, "vertical": True, "grid_options": THIRD}

type Card = dict[str, Any]


def dashboard(
    printers: tuple[Printer, ...],
    *,
    story: str,
    settings: str,
    detector: str,
    phone: str,
    phone_at: int,
) -> Card:
    """Return the dashboard's configuration.

    printers: in the order in which they are shown. phone: where its screen is. phone_at:
    so many printers come before it; on a small screen there is room for two things.
    """
    sections = [_section(one) for one in printers]
    sections.insert(phone_at, _phone(phone))
    text = story + SMALL_PRINT.format(settings=settings, detector=detector)
    return {
        "title": "Print room",
        "views": [
            {
                "title": "Print room",
                "path": "printers",
                "type": "sections",
                "max_columns": len(sections),
                "header": {
                    "layout": "start",
                    "badges_position": "bottom",
                    "card": {"type": "markdown", "content": text, "text_only": True},
                },
                "sections": sections,
            }
        ],
    }


def _section(printer: Printer) -> Card:
    """Return what is shown of one printer."""
    cards = [
        _heading(printer),
        {
            "type": "picture-entity",
            "entity": printer.camera,
            "camera_view": "auto",
            "show_name": False,
            "show_state": False,
            "grid_options": WHOLE,
        },
        *_watch(printer),
        *_risk(printer),
        *_response(printer),
        _tile(printer.camera_connected, "Camera plug"),
        _tile(printer.power, "Power plug"),
    ]
    return {"type": "grid", "cards": cards}


def _heading(printer: Printer) -> Card:
    return {
        "type": "heading",
        "heading": printer.name,
        "icon": "mdi:printer-3d",
        "badges": [
            {"type": "entity", "entity": entity}
            for entity in (printer.nozzle, printer.status)
        ],
    }


def _watch(printer: Printer) -> list[Card]:
    """Return who looks, and what was seen."""
    return [
        _tile(printer.watch_state, "Watch state"),
        _tile(printer.class_, "Class"),
        {
            **_tile(printer.watch_state, "Nobody is looking"),
            "state_content": ["reason"],
            "color": "red",
            "grid_options": WHOLE,
            "visibility": [_while(printer.watch_state, "state", "fault")],
        },
    ]


def _risk(printer: Printer) -> list[Card]:
    """Return how likely the print fails, now and before."""
    size = {"columns": 6, "rows": 4}
    return [
        {
            "type": "gauge",
            "visibility": [_while(printer.risk, "state_not", "unknown")],
            "entity": printer.risk,
            "name": "Failure risk",
            "needle": True,
            "min": 0,
            "max": 100,
            "severity": {"green": 0, "yellow": 33.3, "red": 66.7},
            "grid_options": size,
        },
        {
            # A gauge cannot show that nothing is known.
            **_tile(printer.risk, "Failure risk"),
            "vertical": True,
            "grid_options": size,
            "visibility": [_while(printer.risk, "state", "unknown")],
        },
        {
            "type": "history-graph",
            "title": "Failure risk",
            "hours_to_show": 0.1,
            "min_y_axis": 0,
            "max_y_axis": 100,
            "entities": [{"entity": printer.risk, "name": "Risk"}],
            "grid_options": size,
        },
    ]


def _response(printer: Printer) -> list[Card]:
    """Return what was done about it, what will be, and what a person can do."""
    return [
        _tile(printer.job_name, "Print job"),
        _tile(printer.failure, "Print failure"),
        {
            **_tile(printer.last_response, "Last response"),
            "color": "primary",
            "grid_options": WHOLE,
            "visibility": [_while(printer.last_response, "state_not", "unknown")],
        },
        _order(printer.pause, "Pause"),
        _order(printer.resume, "Resume"),
        _order(printer.stop, "Stop"),
        {
            **_order(printer.not_a_failure, "Not a failure"),
            "vertical": False,
            "grid_options": WHOLE,
            "visibility": [_while(printer.failure, "state", "on")],
        },
        {
            **_tile(printer.response, "Response to a failure"),
            "grid_options": WHOLE,
            "hide_state": True,
            "features": [{"type": "select-options"}],
        },
        _tile(printer.mute, "Mute this print"),
        _tile(printer.watching, "Watching"),
    ]


def _phone(url: str) -> Card:
    """Return the phone's screen."""
    return {
        "type": "grid",
        "cards": [
            {"type": "heading", "heading": "Phone", "icon": "mdi:cellphone"},
            {
                "type": "iframe",
                "url": url,
                "hide_background": True,
                "grid_options": {"columns": "full", "rows": 12},
            },
        ],
    }


def _tile(entity: str, name: str) -> Card:
    """Return a tile of half the width."""
    return {"type": "tile", "entity": entity, "name": name, "grid_options": HALF}


def _order(entity: str, name: str) -> Card:
    """Return a tile that presses a button."""
    press = {
        "action": "perform-action",
        "perform_action": "button.press",
        "target": {"entity_id": entity},
    }
    return {**_tile(entity, name), **ORDERS, "tap_action": press}


def _while(entity: str, how: str, state: str) -> Card:
    """Return the condition that an entity is, or is not, in a state."""
    return {"condition": "state", "entity": entity, how: state}
