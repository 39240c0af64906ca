"""What the report of a connection test says."""

from custom_components.obico_detection.ml_server.connection_test import (
    ConnectionReport,
    Leg,
    LegResult,
)


def leg_of(report: ConnectionReport, leg: Leg) -> LegResult:
    """Return how one leg went."""
    return next(one for one in report.legs if one.leg is leg)
