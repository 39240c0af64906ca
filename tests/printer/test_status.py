"""What the states of a status entity mean."""

import pytest

from custom_components.obico_detection.printer.status import Activity, StatusStates

BY_HAND = StatusStates.by_hand(["Printing", "printing_sd"], ["paused"])


@pytest.mark.parametrize(
    ("state", "activity"),
    [
        ("printing", Activity.PRINTING),
        ("PRINTING_SD", Activity.PRINTING),
        (" printing ", Activity.PRINTING),
        ("Paused", Activity.PAUSED),
        ("pausing", Activity.PAUSING),
        ("resuming", Activity.PAUSING),
        # Not chosen by the user: stops the checks, but confirms nothing.
        ("pause", Activity.PAUSING),
        ("attention", Activity.PAUSING),
        ("heating", Activity.PREPARING),
        ("changingTool", Activity.PREPARING),
        ("slicing", Activity.PREPARING),
        ("operational", Activity.IDLE),
        ("CANCELLED", Activity.IDLE),
        ("standby", Activity.IDLE),
        ("finish", Activity.FINISHED),
        ("BUILDING_COMPLETED", Activity.FINISHED),
        ("failed", Activity.ERROR),
        ("Offline after error", Activity.ERROR),
        (None, Activity.HELD),
        ("", Activity.HELD),
        ("None", Activity.HELD),
        ("unknown", Activity.HELD),
        ("unavailable", Activity.HELD),
        ("offline", Activity.HELD),
        ("OFFLINE", Activity.HELD),
        ("connecting", Activity.HELD),
        ("busy", Activity.HELD),
        ("off", Activity.UNLISTED),
        ("on", Activity.UNLISTED),
        ("running", Activity.UNLISTED),
        ("42", Activity.UNLISTED),
    ],
)
def test_by_hand(state: str | None, activity: Activity) -> None:
    assert BY_HAND.activity(state) is activity


def test_the_other_half_of_a_binary_sensor_is_idle() -> None:
    states = StatusStates.by_hand(["on"], [])
    assert states.activity("on") is Activity.PRINTING
    assert states.activity("off") is Activity.IDLE
    assert states.activity("unavailable") is Activity.HELD


@pytest.mark.parametrize(
    "word", ["resuming", "heating", "idle", "complete", "error", "busy", "off", "odd"]
)
def test_what_the_user_chose_wins(word: str) -> None:
    assert StatusStates.by_hand([word], []).activity(word) is Activity.PRINTING
    assert StatusStates.by_hand([], [word]).activity(word) is Activity.PAUSED


def test_what_is_both_is_not_paused_for_certain() -> None:
    assert StatusStates.by_hand(["on"], ["on"]).activity("on") is Activity.PRINTING


def test_a_profile_has_words_of_its_own() -> None:
    states = StatusStates(
        printing=frozenset({"processing"}),
        paused=frozenset({"paused"}),
        preparing=frozenset({"changingTool"}),
        held=frozenset({"Off", "resuming"}),
    )
    assert states.activity("Processing") is Activity.PRINTING
    assert states.activity("changingtool") is Activity.PREPARING
    assert states.activity("off") is Activity.HELD
    assert states.activity("resuming") is Activity.HELD
    assert states.activity("disconnected") is Activity.HELD
    assert states.activity("idle") is Activity.UNLISTED


def test_equal_whatever_the_case() -> None:
    assert StatusStates.by_hand(["A"], ["B "]) == StatusStates.by_hand(["a"], ["b"])
