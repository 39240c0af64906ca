"""The fault desk: how outages end, come back, and are forgotten."""

from custom_components.obico_detection.const import FaultKind
from custom_components.obico_detection.fault.desk import FaultDesk, async_remove_faults
from homeassistant.components.persistent_notification import (
    SIGNAL_PERSISTENT_NOTIFICATIONS_UPDATED,
)
from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from tests.support.fault_desk import (
    ASLEEP,
    STATUS_GONE,
    TEN_PAST_TWO,
    UNREACHABLE,
    Desk,
)

# -- it ends


def test_recovery_is_told_once_in_the_place_of_the_outage(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.wait(12)
    desk.report(None)
    desk.report(None)

    assert desk.issues == {}
    assert desk.told == {
        "Being watched again: Voron": (
            "Voron is being watched again since 02:22. "
            "Nobody looked for 12 min before that."
        )
    }
    assert desk.added == ["Not being watched: Voron"]
    assert desk.changed == ["Being watched again: Voron"]


def test_a_minute_that_has_begun_counts(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.wait(1.5)
    desk.report(None)

    assert desk.message().endswith("Nobody looked for 2 min before that.")


def test_recovery_is_told_even_if_the_outage_was_read(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.dismiss()
    desk.wait(200)
    desk.report(None)

    assert desk.message().endswith("Nobody looked for 3 h 20 min before that.")


def test_recovery_is_not_told_again_once_it_was_read(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.report(None)
    desk.dismiss()
    desk.report(None)
    desk.wait(30)
    desk.report(None, job=None)

    assert desk.told == {}


def test_a_print_that_ended_unwatched_is_told_to_who_slept(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.wait(80)
    desk.report(None, job=None)

    assert desk.issues == {}
    assert desk.told == {
        "Not watched until the print ended: Voron": (
            "Voron was not watched from 02:10 until its print ended at 03:30."
        )
    }


def test_the_next_print_is_no_recovery_of_the_one_before(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.wait(80)
    desk.report(None, job="job-2")

    assert set(desk.told) == {"Not watched until the print ended: Voron"}


def test_an_unread_message_outlives_the_next_outage(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.wait(20)
    desk.report(None, job=None)
    desk.wait(30)
    desk.report(ASLEEP, job="job-2")

    current, _, ended = desk.message().split("\n\n")
    assert current.startswith("Nobody is looking at Voron (since 03:00).")
    assert ended == "Voron was not watched from 02:10 until its print ended at 02:30."

    desk.dismiss()
    desk.wait(5)
    desk.report(None, job="job-2")
    assert desk.message().startswith("Voron is being watched again since 03:05.")


def test_a_print_that_ended_while_the_fault_stays_is_told_too(desk: Desk) -> None:
    desk.report(STATUS_GONE)
    desk.wait(10)
    desk.report(STATUS_GONE, job=None)

    assert set(desk.issues) == {FaultKind.STATUS}
    assert set(desk.told) == {"Not watched until the print ended: Voron"}


def test_the_next_print_in_the_same_outage_is_told_anew(desk: Desk) -> None:
    desk.report(STATUS_GONE)
    desk.dismiss()
    desk.wait(10)
    desk.report(STATUS_GONE, job="job-2")

    current, _, ended = desk.message().split("\n\n")
    assert current.startswith("Nobody is looking at Voron (since 02:20).")
    assert ended == "Voron was not watched from 02:10 until its print ended at 02:20."


def test_foreign_names_are_shown_as_they_are_in_the_end_too(desk: Desk) -> None:
    desk.report(ASLEEP, "[Voron]")
    desk.report(None, "[Voron]", job=None)

    assert desk.message().startswith(r"\[Voron\] was not watched")


def test_a_long_night_of_outages_stays_readable(desk: Desk) -> None:
    for number in range(30):
        desk.report(ASLEEP, job=f"job-{number}")
        desk.wait(1)
        desk.report(None, job=None)

    assert len(desk.message().split("\n\n")) == 10
    assert desk.added == ["Not being watched: Voron"]


# -- it comes and goes


def test_an_outage_that_returns_soon_makes_no_new_notification(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.wait(2)
    desk.report(None)
    desk.dismiss()
    desk.wait(9)
    desk.report(ASLEEP)

    assert set(desk.issues) == {FaultKind.CAMERA}
    assert desk.told == {}

    # But one that stays is told.
    desk.wait(2)
    desk.report(ASLEEP)
    assert "(since 02:21)" in desk.message()


def test_an_outage_that_returns_soon_is_told_in_place_of_an_unread_message(
    desk: Desk,
) -> None:
    desk.report(ASLEEP)
    desk.wait(2)
    desk.report(None)
    desk.wait(2)
    desk.report(ASLEEP)

    assert set(desk.told) == {"Not being watched: Voron"}
    assert len(desk.added) == 1


def test_a_short_return_that_nobody_was_told_of_has_no_recovery(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.report(None)
    desk.dismiss()
    desk.wait(2)
    desk.report(ASLEEP)
    desk.wait(2)
    desk.report(None)

    assert desk.told == {}


def test_a_print_that_ended_in_a_short_return_is_told_all_the_same(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.report(None)
    desk.dismiss()
    desk.wait(2)
    desk.report(ASLEEP)
    desk.wait(2)
    desk.report(None, job=None)

    assert set(desk.told) == {"Not watched until the print ended: Voron"}


def test_a_later_outage_is_told_anew(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.report(None)
    desk.dismiss()
    desk.wait(11)
    desk.report(ASLEEP)

    assert len(desk.added) == 2


# -- nobody wants it any more


def test_watching_switched_off_ends_it_without_a_word(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.desk.async_leave("voron")
    desk.desk.async_leave("voron")

    assert desk.issues == {}
    assert desk.told == {}


def test_watching_switched_off_after_the_print_leaves_the_message(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.report(None, job=None)
    desk.desk.async_leave("voron")

    assert set(desk.told) == {"Not watched until the print ended: Voron"}


def test_a_removed_printer_takes_its_outage_along(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.desk.async_forget("voron")

    assert desk.issues == {}
    assert desk.told == {}


def test_a_removed_printer_takes_its_message_along(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.report(None, job=None)
    desk.desk.async_forget("voron")

    assert desk.told == {}


def test_a_removed_printer_leaves_the_others_in_their_outage(desk: Desk) -> None:
    desk.report(UNREACHABLE)
    desk.report(UNREACHABLE, "Prusa")
    desk.desk.async_forget("voron")

    assert desk.issues["ml_server"]["printers"] == "Prusa"
    assert set(desk.told) == {"Not being watched: Prusa"}


def test_a_removed_printer_is_told_of_no_more(desk: Desk) -> None:
    desk.report(UNREACHABLE)
    desk.report(UNREACHABLE, "Prusa")
    desk.report(None, job=None)
    assert "Voron was not watched" in desk.message()
    desk.desk.async_forget("voron")

    assert "Voron" not in desk.message()
    assert set(desk.told) == {"Not being watched: Prusa"}


# -- the entry goes, and comes back


def test_unloading_closes_what_is_open_and_keeps_what_is_unread(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.report(ASLEEP, "Prusa")
    desk.wait(5)
    desk.report(None, "Prusa", job=None)
    desk.desk.async_stop()

    assert desk.issues == {}
    assert set(desk.told) == {"Not watched until the print ended: Prusa"}


def test_nothing_listens_any_more_after_unloading(desk: Desk) -> None:
    listeners = desk.hass.data[DATA_DISPATCHER]
    before = len(listeners[SIGNAL_PERSISTENT_NOTIFICATIONS_UPDATED])

    desk.desk.async_stop()

    assert len(listeners[SIGNAL_PERSISTENT_NOTIFICATIONS_UPDATED]) == before - 1


def test_after_a_reload_an_open_outage_is_told_again(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.desk.async_stop()
    desk.wait(5)
    desk.desk = FaultDesk(desk.hass, desk.entry)
    desk.report(ASLEEP, since=TEN_PAST_TWO.timestamp())

    assert set(desk.issues) == {FaultKind.CAMERA}
    assert "(since 02:10)" in desk.message()


def test_a_message_from_before_a_reload_is_not_taken_away_unread(desk: Desk) -> None:
    desk.report(ASLEEP)
    desk.report(None, job=None)
    desk.desk.async_stop()
    desk.desk = FaultDesk(desk.hass, desk.entry)
    desk.report(STATUS_GONE, job=None)
    desk.report(None, job=None)

    assert set(desk.told) == {"Not watched until the print ended: Voron"}

    desk.desk.async_forget("voron")
    assert desk.told == {}


def test_a_removed_entry_leaves_nothing_behind(desk: Desk) -> None:
    desk.report(UNREACHABLE)
    desk.report(ASLEEP, "Prusa")
    async_remove_faults(desk.hass, desk.entry)

    assert desk.issues == {}
    assert desk.told == {}
