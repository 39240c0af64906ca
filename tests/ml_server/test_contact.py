"""What requests to the ML server tell about the server itself."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.ml_server.connection_test import (
    ConnectionReport,
    FailedLeg,
    Leg,
    LegResult,
)
from custom_components.obico_detection.ml_server.contact import ServerContact
from custom_components.obico_detection.timers import epoch_s

# None: it says nothing about the server.
REACHABLE = {
    FaultReason.CAMERA_GONE: None,
    FaultReason.CAMERA_UNAVAILABLE: None,
    FaultReason.PICTURE_FROZEN: None,
    FaultReason.PICTURE_BLACK: None,
    FaultReason.PICTURE_TOO_SMALL: None,
    FaultReason.PICTURE_TRUNCATED: None,
    FaultReason.PICTURE_UNUSABLE: None,
    FaultReason.ML_SERVER_UNREACHABLE: False,
    FaultReason.ML_SERVER_ERROR: True,
    FaultReason.TOKEN_REFUSED: True,
    FaultReason.FRAME_REFUSED: True,
    FaultReason.ANSWER_NOT_UNDERSTOOD: True,
    FaultReason.FRAME_NOT_FETCHED: True,
    FaultReason.ADDRESS_LOCALHOST: True,
    FaultReason.ADDRESS_LOCAL_NAME: True,
    FaultReason.ADDRESS_NAME_UNKNOWN: True,
    FaultReason.ADDRESS_CERTIFICATE: True,
    FaultReason.ADDRESS_REFUSED: True,
    FaultReason.ADDRESS_TOO_SLOW: True,
    FaultReason.ADDRESS_ANSWERS_OTHERWISE: True,
    FaultReason.CHECKS_LATE: None,
    FaultReason.STATUS_GONE: None,
    FaultReason.DEVICE_DISABLED: None,
    FaultReason.ENTITY_GONE: None,
}


@pytest.mark.parametrize("reason", FaultReason)
def test_what_a_failed_request_tells(reason: FaultReason) -> None:
    contact = ServerContact()

    contact.failed(reason)

    assert contact.reachable is REACHABLE[reason]
    assert (contact.last_contact_at is None) is (REACHABLE[reason] is None)
    assert contact.last_success_at is None


def test_trouble_elsewhere_changes_nothing() -> None:
    contact = ServerContact()
    contact.failed(FaultReason.ML_SERVER_UNREACHABLE)

    contact.failed(FaultReason.CAMERA_UNAVAILABLE)

    assert contact.reachable is False


def test_success(freezer: FrozenDateTimeFactory) -> None:
    contact = ServerContact()

    contact.succeeded(0.25)
    succeeded_at = epoch_s()
    freezer.tick(10)
    contact.failed(FaultReason.ML_SERVER_UNREACHABLE)

    assert contact.latency_s == 0.25
    assert contact.last_success_at == succeeded_at
    assert contact.last_contact_at == succeeded_at + 10
    assert contact.reachable is False


def test_answer_to_another_question_is_no_success() -> None:
    contact = ServerContact()

    contact.answered()

    assert contact.reachable is True
    assert contact.last_success_at is None


def report(**legs: FaultReason | None) -> ConnectionReport:
    """Return a report of these legs: None has passed, a reason failed; the rest is open."""

    def result(leg: Leg) -> LegResult:
        if leg not in legs:
            return LegResult(leg=leg, passed=None)
        if (reason := legs[leg]) is None:
            return LegResult(leg=leg, passed=True, seconds=0.5)
        return FailedLeg(leg=leg, reason=reason, detail="why")

    return ConnectionReport("http://127.0.0.1:8123", tuple(map(result, Leg)))


GONE = FaultReason.ML_SERVER_UNREACHABLE
REFUSED = FaultReason.TOKEN_REFUSED
DARK = FaultReason.PICTURE_BLACK


@pytest.mark.parametrize(
    ("told", "reachable", "is_success"),
    [
        (report(ml_server=GONE, camera=None), False, False),
        (report(ml_server=None, token=REFUSED, camera=None), True, False),
        (report(ml_server=None, token=None, camera=DARK), True, False),
        (report(ml_server=None, token=None, camera=None, answer=GONE), False, False),
        (report(ml_server=None, token=None, camera=None, answer=None), True, True),
        (report(camera=None), None, False),
    ],
)
def test_what_a_test_tells(
    told: ConnectionReport, reachable: bool | None, is_success: bool
) -> None:
    contact = ServerContact()

    contact.tested(told)

    assert contact.reachable is reachable
    assert (contact.last_success_at is not None) is is_success
    assert contact.latency_s == (0.5 if is_success else None)


def test_listener_hears_of_each_request_until_it_goes() -> None:
    contact = ServerContact()
    heard: list[bool | None] = []
    leave = contact.async_add_listener(lambda: heard.append(contact.reachable))

    contact.succeeded(0.1)
    contact.failed(FaultReason.ML_SERVER_UNREACHABLE)
    contact.failed(FaultReason.PICTURE_BLACK)
    leave()
    contact.answered()

    assert heard == [True, False]
