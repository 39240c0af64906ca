"""The demo's start page: both printers side by side."""

from typing import Any

from .printers import Printer

FAILING_STORY = """\
Both printers print. The second one goes wrong after {fails_after:.0f} s: its score climbs \
to the limit, the print is paused, and a notification appears in the sidebar.
"""
BREAKING_STORY = """\
Both printers print well. What looks at them breaks: the watch state says so and why, a \
notification appears in the sidebar, and a repair under Settings.
"""
SMALL_PRINT = """
This demo uses shortened settings: {settings}. \
Its detector only knows {detector}.
"""


def dashboard(
    printers: tuple[Printer, ...], *, story: str, settings: str, detector: str
) -> dict[str, Any]:
    """Return the dashboard's configuration."""
    text = story + SMALL_PRINT.format(settings=settings, detector=detector)
    return {
        "title": "Print room",
        "views": [
            {
                "title": "Print room",
                "path": "printers",
                "type": "sections",
                "max_columns": len(printers),
                "header": {
                    "layout": "start",
                    "badges_position": "bottom",
                    "card": {"type": "markdown", "content": text, "text_only": True},
                },
                "sections": [_section(printer) for printer in printers],
            }
        ],
    }


def _section(printer: Printer) -> dict[str, Any]:
    """Return what is shown of one printer."""
    return {
        "type": "grid",
        "cards": [
            {
                "type": "heading",
                "heading": printer.name,
                "icon": "mdi:printer-3d",
                "badges": [{"type": "entity", "entity": printer.status}],
            },
            {
                "type": "picture-entity",
                "entity": printer.camera,
                "camera_view": "auto",
                "show_name": False,
                "show_state": False,
                "grid_options": {"columns": "full"},
            },
            _tile(printer.watch_state, "Watch state"),
            _tile(printer.class_, "Class"),
            {
                **_tile(printer.watch_state, "Nobody is looking"),
                "state_content": ["reason"],
                "color": "red",
                "grid_options": {"columns": "full"},
                "visibility": [_while(printer.watch_state, "state", "fault")],
            },
            {
                "type": "gauge",
                "visibility": [_while(printer.risk, "state_not", "unknown")],
                "entity": printer.risk,
                "name": "Failure risk",
                "needle": True,
                "min": 0,
                "max": 100,
                "severity": {"green": 0, "yellow": 33.3, "red": 66.7},
                "grid_options": {"columns": 6, "rows": 4},
            },
            {
                # A gauge cannot show that nothing is known.
                **_tile(printer.risk, "Failure risk"),
                "vertical": True,
                "grid_options": {"columns": 6, "rows": 4},
                "visibility": [_while(printer.risk, "state", "unknown")],
            },
            {
                "type": "history-graph",
                "title": "Failure score",
                "hours_to_show": 0.1,
                "min_y_axis": -0.1,
                "max_y_axis": 1,
                "entities": [{"entity": printer.score, "name": "Score"}],
                "grid_options": {"columns": 6, "rows": 4},
            },
            _tile(printer.failure, "Print failure"),
            _tile(printer.watching, "Watching"),
            _tile(printer.pause, "Pause"),
            _tile(printer.resume, "Resume"),
            _tile(printer.camera_connected, "Camera connected"),
        ],
    }


def _tile(entity: str, name: str) -> dict[str, Any]:
    """Return a tile of half the width."""
    return {
        "type": "tile",
        "entity": entity,
        "name": name,
        "grid_options": {"columns": 6},
    }


def _while(entity: str, how: str, state: str) -> dict[str, Any]:
    """Return the condition that an entity is, or is not, in a state."""
    return {"condition": "state", "entity": entity, how: state}
