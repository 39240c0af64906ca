"""The fault desk: each outage is told once, and in the right words."""

from datetime import UTC, datetime

import pytest

from custom_components.obico_detection.const import (
    DOMAIN,
    KINDS,
    SERVER_KINDS,
    FaultKind,
    FaultReason,
)
from custom_components.obico_detection.fault.outage import Fault, Watch
from custom_components.obico_detection.texts import cause
from homeassistant.helpers import issue_registry as ir
from tests.support.fault_desk import (
    ASLEEP,
    BASE_URL,
    FROZEN,
    NOT_FETCHED,
    REFUSED,
    STATUS_GONE,
    TEN_PAST_TWO,
    UNREACHABLE,
    Desk,
)

# -- an outage begins


def test_fault_of_a_print_is_a_repair_and_a_notification(desk: Desk) -> None:
    desk.report(ASLEEP)

    assert set(desk.issues) == {FaultKind.CAMERA}
    assert set(desk.told) == {"Not being watched: Voron"}
    message = desk.message()
    assert message.startswith("Nobody is looking at Voron (since 02:10).")
    sentence = cause(desk.hass, ASLEEP.reason, detail=ASLEEP.detail, address=BASE_URL)
    assert sentence in message
    assert "(/config/repairs)" in message


def test_repair_says_what_and_where(desk: Desk) -> None:
    desk.report(ASLEEP)

    issue = ir.async_get(desk.hass).async_get_issue(DOMAIN, "voron_camera")
    assert issue is not None
    assert issue.is_fixable
    assert issue.severity is ir.IssueSeverity.ERROR
    assert issue.data == {
        "entry_id": desk.entry.entry_id,
        "printer_id": "voron",
        "kind": "camera",
    }
    assert issue.translation_placeholders == {
        "name": "Voron",
        "printers": "Voron",
        "cause": cause(
            desk.hass, ASLEEP.reason, detail=ASLEEP.detail, address=BASE_URL
        ),
    }


def test_repair_names_the_address_that_the_ml_server_was_given(desk: Desk) -> None:
    desk.report(Fault(FaultReason.ADDRESS_LOCALHOST, None))

    # As it is, but no link.
    assert BASE_URL.replace("://", r"\://") in desk.issues["fetch"]["cause"]


@pytest.mark.parametrize("reason", list(FaultReason))
def test_each_fault_of_a_print_is_told(desk: Desk, reason: FaultReason) -> None:
    desk.report(Fault(reason, "Oh dear"))

    assert set(desk.told) == {"Not being watched: Voron"}
    has_repair = KINDS[reason] is not FaultKind.TOKEN
    assert set(desk.issues) == ({KINDS[reason]} if has_repair else set())


def test_refused_token_is_told_and_leads_to_where_home_assistant_asks(
    desk: Desk,
) -> None:
    desk.report(REFUSED)

    assert desk.issues == {}
    assert "(/config/integrations/dashboard)" in desk.message()
    assert "(/config/repairs)" not in desk.message()


def test_fault_that_was_there_before_a_restart_keeps_its_time(desk: Desk) -> None:
    since = datetime(2026, 11, 23, 23, 5, tzinfo=UTC).timestamp()
    desk.report(ASLEEP, since=since)

    assert "(since 2026-11-23 23:05)" in desk.message()


async def test_times_are_those_of_the_clock_on_the_wall(desk: Desk) -> None:
    await desk.hass.config.async_set_time_zone("Europe/Berlin")
    desk.report(ASLEEP)

    assert "(since 03:10)" in desk.message()


def test_the_same_report_again_changes_nothing(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.wait(1)
    desk.report(ASLEEP)

    assert desk.added == ["Not being watched: Voron"]
    assert desk.changed == []


def test_a_repair_that_was_closed_too_early_comes_back(desk: Desk) -> None:
    desk.report(ASLEEP)
    ir.async_delete_issue(desk.hass, DOMAIN, "voron_camera")
    desk.report(ASLEEP)

    assert set(desk.issues) == {FaultKind.CAMERA}


def test_foreign_text_is_shown_as_it_is(desk: Desk) -> None:
    evil = "![x](http://evil/x.png)\n# <img src=y>"
    desk.report(Fault(FaultReason.ML_SERVER_ERROR, evil), "*Voron*")

    for text in (desk.message(), desk.issues["ml_server"]["cause"]):
        assert r"!\[x\](http\://evil/x.png) # \<img src=y\>" in text
    assert r"\*Voron\*" in desk.message()
    assert desk.issues["ml_server"]["printers"] == r"\*Voron\*"
    # Titles are no Markdown.
    assert set(desk.told) == {"Not being watched: *Voron*"}


# -- while nothing prints


@pytest.mark.parametrize(
    "fault",
    [
        STATUS_GONE,
        Fault(FaultReason.DEVICE_DISABLED, "Voron"),
        Fault(FaultReason.CAMERA_GONE, "camera.voron"),
    ],
)
def test_what_makes_watching_impossible_is_a_repair_while_idle(
    desk: Desk, fault: Fault
) -> None:
    desk.report(fault, job=None)

    assert set(desk.issues) == {fault.kind}
    assert desk.told == {}


@pytest.mark.parametrize("fault", [ASLEEP, FROZEN, UNREACHABLE, NOT_FETCHED, REFUSED])
def test_other_faults_are_nothing_while_idle(desk: Desk, fault: Fault) -> None:
    desk.report(fault, job=None)

    assert desk.issues == {}
    assert desk.told == {}


def test_a_print_that_begins_in_an_outage_is_told(desk: Desk) -> None:
    desk.report(STATUS_GONE, job=None)
    desk.wait(60)
    desk.report(STATUS_GONE)

    assert "Voron (since 03:10)" in desk.message()


def test_a_repair_of_an_idle_printer_goes_without_a_word(desk: Desk) -> None:
    desk.report(STATUS_GONE, job=None)
    desk.report(None, job=None)

    assert desk.issues == {}
    assert desk.added == []


def test_a_print_that_is_looked_at_all_the_same_is_not_called_unwatched(
    desk: Desk,
) -> None:
    desk.report(STATUS_GONE, is_looked_at=True)

    assert set(desk.told) == {"Not watched properly: Voron"}
    assert "Nobody" not in desk.message()

    desk.wait(5)
    desk.report(None)
    assert desk.message() == (
        "Voron is watched properly again since 02:15. It was not for 5 min before that."
    )


def test_a_print_that_nobody_looks_at_in_the_end_was_not_watched(desk: Desk) -> None:
    desk.report(STATUS_GONE, is_looked_at=True)
    desk.report(STATUS_GONE, is_looked_at=False)
    assert set(desk.told) == {"Not being watched: Voron"}

    desk.report(STATUS_GONE, is_looked_at=True)
    assert set(desk.told) == {"Not being watched: Voron"}


# -- it changes


def test_another_reason_of_the_same_kind_is_told_in_place(desk: Desk) -> None:
    desk.report(FROZEN)
    before = desk.message()
    desk.report(Fault(FaultReason.PICTURE_BLACK, None))

    assert set(desk.issues) == {FaultKind.PICTURE}
    assert desk.message() != before
    assert desk.added == ["Not being watched: Voron"]
    assert desk.changed == ["Not being watched: Voron"]


def test_another_part_of_the_ml_server_is_told_in_place(desk: Desk) -> None:
    desk.report(UNREACHABLE)
    desk.report(NOT_FETCHED)

    assert set(desk.issues) == {FaultKind.FETCH}
    assert len(desk.added) == 1


def test_another_kind_ends_the_first_outage_without_a_word(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.wait(3)
    desk.report(UNREACHABLE, since=TEN_PAST_TWO.timestamp())

    assert set(desk.issues) == {FaultKind.ML_SERVER}
    assert set(desk.told) == {"Not being watched: Voron"}
    assert "(since 02:10)" in desk.message()
    assert "again" not in desk.message()


def test_a_renamed_printer_is_told_by_its_new_name(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.desk.async_report("voron", Watch(name="Vora", fault=ASLEEP, job_id="job-1"))

    assert desk.issues["camera"]["name"] == "Vora"
    assert set(desk.told) == {"Not being watched: Vora"}


# -- what all printers of an ML server share


@pytest.mark.parametrize(
    "reason", [one for one in FaultReason if KINDS[one] in SERVER_KINDS]
)
def test_ten_printers_without_an_ml_server_are_told_once(
    desk: Desk, reason: FaultReason
) -> None:
    for number in range(10):
        desk.report(Fault(reason, "Oh dear"), f"Printer {number}")

    assert len(desk.added) == 1
    assert len(desk.told) == 1
    assert all(
        f"Printer {number} (since 02:10)" in desk.message() for number in range(10)
    )
    issues = desk.issues
    assert len(issues) == (0 if reason is FaultReason.TOKEN_REFUSED else 1)
    for issue in issues.values():
        assert issue["name"] == "ML box"
        assert issue["printers"].count("Printer") == 10


def test_printers_of_their_own_have_outages_of_their_own(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.report(ASLEEP, "Prusa")

    assert set(desk.told) == {"Not being watched: Voron", "Not being watched: Prusa"}
    issues = ir.async_get(desk.hass).issues
    assert {(DOMAIN, "voron_camera"), (DOMAIN, "prusa_camera")} <= set(issues)


def test_five_hundred_printers_fit_on_the_screen(desk: Desk) -> None:
    for number in range(500):
        desk.report(UNREACHABLE, f"P{number:03}")

    assert list(desk.told) == ["Not being watched: P000, P001, P002 +497"]
    assert "P009 (since 02:10) +490" in desk.message()
    assert desk.issues["ml_server"]["printers"].endswith("P009 +490")


def test_two_causes_of_one_ml_server_are_told_in_one_notification(desk: Desk) -> None:
    desk.report(UNREACHABLE)
    desk.report(NOT_FETCHED, "Prusa")

    assert set(desk.issues) == {FaultKind.ML_SERVER, FaultKind.FETCH}
    assert desk.issues["fetch"]["printers"] == "Prusa"
    assert set(desk.told) == {"Not being watched: Prusa, Voron"}
    first, second, _ = desk.message().split("\n\n")
    assert first.startswith("Nobody is looking at Voron (since 02:10).")
    assert second.startswith("Nobody is looking at Prusa (since 02:10).")


def test_a_printer_that_recovers_first_leaves_the_others_outage(desk: Desk) -> None:
    desk.report(UNREACHABLE)
    desk.report(UNREACHABLE, "Prusa")
    desk.wait(5)
    desk.report(None)

    assert desk.issues["ml_server"]["printers"] == "Prusa"
    assert set(desk.told) == {"Not being watched: Prusa"}

    desk.wait(1)
    desk.report(None, "Prusa")
    assert desk.issues == {}
    assert set(desk.told) == {"Being watched again: Prusa, Voron"}
    assert len(desk.added) == 1


def test_a_printer_that_joins_after_the_notification_was_read_is_told(
    desk: Desk,
) -> None:
    desk.report(UNREACHABLE)
    desk.dismiss()
    desk.report(UNREACHABLE)
    assert desk.told == {}

    desk.report(UNREACHABLE, "Prusa")

    assert set(desk.told) == {"Not being watched: Prusa, Voron"}
