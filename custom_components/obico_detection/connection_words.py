"""How a connection test went, in words for a person."""

from homeassistant.core import HomeAssistant, callback

from .const import KINDS, SERVER_KINDS
from .ml_server.connection_test import ConnectionReport, FailedLeg, Leg, LegResult
from .texts import cause, text
from .words import for_markdown


@callback
def cause_of(hass: HomeAssistant, report: ConnectionReport) -> str:
    """Tell why the way does not work and what to do about it; empty where it works.

    It is plain text.
    """
    failed = report.failed
    return "" if failed is None else _cause_of_leg(hass, report, failed)


@callback
def cause_of_printer(hass: HomeAssistant, report: ConnectionReport) -> str:
    """Tell the same in a printer's form, where an ML server's fields are not."""
    told, failed = cause_of(hass, report), report.failed
    if failed is not None and KINDS[failed.reason] in SERVER_KINDS:
        return f"{told} {text(hass, 'printer_mend_at_server')}"
    return told


@callback
def summary(
    hass: HomeAssistant, report: ConnectionReport, *, with_cause: bool = True
) -> str:
    """Return the report as Markdown, a line a leg, in the server's language.

    Without the cause of what failed, where that stands elsewhere.
    """
    lines = (_line(hass, report, one, with_cause) for one in report.legs)
    return "\n".join(lines)


def _cause_of_leg(
    hass: HomeAssistant, report: ConnectionReport, failed: FailedLeg
) -> str:
    """Tell why a leg failed."""
    return cause(hass, failed.reason, detail=failed.detail, address=report.base_url)


def _line(
    hass: HomeAssistant, report: ConnectionReport, result: LegResult, with_cause: bool
) -> str:
    """Tell how one leg went."""
    name = text(hass, f"test_{result.leg}")
    if result.passed is None:
        return f"– {name}: {text(hass, 'test_not_reached')}"
    if result.passed:
        return f"✓ {name}: {_figures(hass, result)}"
    if isinstance(result, FailedLeg) and with_cause:
        return f"✗ {name}: {for_markdown(_cause_of_leg(hass, report, result))}"
    return f"✗ {name}"


def _figures(hass: HomeAssistant, result: LegResult) -> str:
    """Return the figures of a leg that passed."""
    took_s = result.fetched_after_s if result.leg is Leg.FETCH else result.seconds
    if took_s is None:
        return text(hass, "test_passed")
    return text(
        hass,
        f"test_{result.leg}_figures",
        milliseconds=f"{took_s * 1000:.0f}",
        size=f"{result.width} × {result.height}",
        kilobytes=f"{(result.size_bytes or 0) / 1000:.0f}",
        fetched_from=for_markdown(result.fetched_from or "?"),
        detections=str(result.detections),
        score=f"{result.frame_score or 0.0:.2f}",
    )
