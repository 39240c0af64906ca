"""The latest frames of all printers, within a budget of bytes."""

from typing import Any

from hypothesis import given, strategies as st

from custom_components.obico_detection.detection.verdict import FailureClass
from custom_components.obico_detection.incident.recent_frames import (
    FRAMES_PER_PRINTER,
    RecentFrames,
    SeenFrame,
)
from tests.incident.albums import a_frame


def calm(number: int, size: int = 100, **changes: Any) -> SeenFrame:
    return a_frame(number, bytes(size), class_=FailureClass.SAFE, **changes)


def suspicious(number: int, size: int = 100) -> SeenFrame:
    return a_frame(number, bytes(size), class_=FailureClass.WARNING)


def test_newest_four_of_a_printer_are_kept_the_newest_last() -> None:
    recent = RecentFrames()
    frames = [calm(number) for number in range(6)]

    for frame in frames:
        recent.add("voron", frame)

    assert recent.of("voron") == tuple(frames[2:])


def test_printers_do_not_push_each_other_out_within_the_budget() -> None:
    recent = RecentFrames()
    first = calm(0)
    recent.add("voron", first)

    for number in range(10):
        recent.add("prusa", calm(number))

    assert recent.of("voron") == (first,)
    assert len(recent.of("prusa")) == FRAMES_PER_PRINTER


def test_printer_without_frames_has_none() -> None:
    assert RecentFrames().of("voron") == ()


def test_over_the_budget_the_oldest_calm_frame_goes() -> None:
    recent = RecentFrames(max_bytes=350)
    evidence, first, second = suspicious(1), calm(2), calm(3)
    recent.add("voron", evidence)
    recent.add("prusa", first)
    recent.add("ender", second)

    recent.add("voron", newest := calm(4))

    assert recent.of("voron") == (evidence, newest)
    assert recent.of("prusa") == ()
    assert recent.of("ender") == (second,)


def test_failing_print_stays_while_hundreds_of_others_go_on() -> None:
    recent = RecentFrames(max_bytes=10_000)
    evidence = tuple(suspicious(number) for number in range(4))
    for frame in evidence:
        recent.add("voron", frame)

    for number in range(10):
        for printer in range(500):
            recent.add(f"printer{printer}", calm(number))

    assert recent.of("voron") == evidence


def test_where_all_are_suspicious_the_oldest_goes() -> None:
    recent = RecentFrames(max_bytes=250)
    recent.add("voron", suspicious(1))
    recent.add("prusa", second := suspicious(2))

    recent.add("ender", third := suspicious(3))

    assert recent.of("voron") == ()
    assert recent.of("prusa") == (second,)
    assert recent.of("ender") == (third,)


def test_frame_of_the_warm_up_is_not_suspicious() -> None:
    recent = RecentFrames(max_bytes=250)
    recent.add("voron", evidence := suspicious(1))
    recent.add("prusa", a_frame(2, bytes(100), class_=None))

    recent.add("ender", newest := suspicious(3))

    assert recent.of("voron") == (evidence,)
    assert recent.of("prusa") == ()
    assert recent.of("ender") == (newest,)


def test_picture_larger_than_the_budget_is_not_kept() -> None:
    recent = RecentFrames(max_bytes=100)

    recent.add("voron", suspicious(1, size=101))

    assert recent.of("voron") == ()


def test_forgotten_printer_makes_room() -> None:
    recent = RecentFrames(max_bytes=200)
    recent.add("voron", suspicious(1))
    recent.add("prusa", second := suspicious(2))

    recent.forget("voron")
    recent.add("ender", third := suspicious(3))

    assert recent.of("voron") == ()
    assert recent.of("prusa") == (second,)
    assert recent.of("ender") == (third,)


def test_forgetting_an_unknown_printer_does_nothing() -> None:
    RecentFrames().forget("voron")


class SlowFrames:
    """The same, as plainly as it can be said."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self.frames: list[tuple[str, SeenFrame]] = []

    def add(self, printer_id: str, frame: SeenFrame) -> None:
        self.frames.append((printer_id, frame))
        own = [one for one in self.frames if one[0] == printer_id]
        if len(own) > FRAMES_PER_PRINTER:
            self.frames.remove(own[0])
        while sum(len(one.content) for _, one in self.frames) > self._max_bytes:
            calm_ones = [one for one in self.frames if not one[1].is_suspicious]
            self.frames.remove((calm_ones or self.frames)[0])

    def forget(self, printer_id: str) -> None:
        self.frames = [one for one in self.frames if one[0] != printer_id]

    def of(self, printer_id: str) -> tuple[SeenFrame, ...]:
        return tuple(frame for owner, frame in self.frames if owner == printer_id)


PRINTERS = ("voron", "prusa", "ender")
CLASSES = (None, *FailureClass)
ADDED = st.tuples(
    st.sampled_from(PRINTERS), st.sampled_from(CLASSES), st.integers(0, 120)
)


@given(st.lists(st.one_of(ADDED, st.sampled_from(PRINTERS)), max_size=60))
def test_it_keeps_what_its_words_say(story: list[Any]) -> None:
    recent, slow = RecentFrames(max_bytes=500), SlowFrames(max_bytes=500)
    for number, event in enumerate(story):
        if isinstance(event, str):
            recent.forget(event)
            slow.forget(event)
            continue
        printer_id, class_, size = event
        frame = a_frame(number, bytes(size), class_=class_)
        recent.add(printer_id, frame)
        slow.add(printer_id, frame)

    for printer_id in PRINTERS:
        assert recent.of(printer_id) == slow.of(printer_id)
