"""Print jobs, told as stories."""

import pytest

from tests.printer.job_stories import Teller

STORIES = {
    # Start and end
    "a print": "0 idle | 10 printing = started | 500 complete = ended | 600 idle",
    "cancelled": "0 printing = started | 500 idle = ended",
    "failed": "0 printing = started | 500 error = ended",
    "met in the middle": "0 printing = started",
    "two prints": "0 printing = started | 500 complete = ended | 600 printing = started",
    "again at once": "0 printing = started | 9 idle = ended | 9 printing = started",
    "idle all day": "0 idle | 1000 complete | 5000 error | 90000 idle",
    "states in capitals": "0 IDLE | 1 Printing = started | 2 PAUSED = paused",
    "states with spaces": "0 _Printing_ = started | 9 paused_ = paused",
    "several printing states": "0 printing = started | 9 resuming | 20 printing",
    "prepared first": "0 preparing | 60 printing = started | 90 preparing | 99 printing",
    "prepared in vain": "0 preparing | 60 idle",
    "prepared at the end": "0 printing = started | 9 preparing | 60 complete = ended",
    # Pauses
    "paused and resumed": "0 printing = started | 9 paused = paused | 99 paused"
    " | 999 printing = resumed",
    "paused for a day": "0 printing = started | 9 paused = paused"
    " | 86400 printing = resumed",
    "paused and cancelled": "0 printing = started | 9 paused = paused | 99 idle = ended"
    " | 200 printing = started",
    "paused twice": "0 printing = started | 9 paused = paused | 20 printing = resumed"
    " | 30 paused = paused | 40 printing = resumed",
    "two words for paused": "0 printing = started | 9 attention = paused | 20 paused"
    " | 30 attention",
    "pausing settles": "0 printing = started | 9 pausing | 12 pausing"
    " | 15 paused = paused",
    "pausing does not settle": "0 printing = started | 9 pausing | 15 printing",
    "resumed through pausing": "0 printing = started | 9 paused = paused | 50 pausing"
    " | 55 printing = resumed",
    "resumed through preparing": "0 printing = started | 9 paused = paused"
    " | 50 preparing | 90 printing = resumed",
    "resumed and paused again": "0 printing = started | 9 paused = paused | 50 pausing"
    " | 55 paused",
    "paused at first sight": "0 paused | 10 printing = started",
    "pausing at first sight": "0 pausing | 10 idle",
    # Dropouts
    "a dropout": "0 printing = started | 9 unavailable | 300 printing",
    "every word for held": "0 printing = started | 1 unavailable | 2 unknown | 3 -"
    " | 4 offline | 5 connecting | 6 busy | 7 Offline | 8 printing",
    "flapping": "0 printing = started | 1 unavailable | 2 printing | 3 unavailable"
    " | 4 printing | 5 - | 6 printing | 7 unknown | 8 printing",
    "lost before anything is known": "0 - | 1 unavailable | 900 unavailable | 901 idle",
    "a dropout while paused": "0 printing = started | 9 paused = paused"
    " | 20 unavailable | 300 paused",
    "paused while lost": "0 printing = started | 9 unavailable | 60 paused = paused",
    "resumed while lost": "0 printing = started | 9 paused = paused | 20 unavailable"
    " | 60 printing = resumed",
    "finished while lost": "0 printing = started | 9 unavailable | 500 complete = ended",
    "lost at the end": "0 printing = started | 9 idle = ended | 20 unavailable"
    " | 9000 idle",
    "lost for 10 min": "0 printing = started | 100 unavailable | 699 unavailable"
    " | 700 unavailable = held_long | 701 unavailable | 9000 - | 9001 printing",
    "lost for 10 min twice": "0 printing = started | 100 busy | 700 busy = held_long"
    " | 800 printing | 900 busy | 1400 busy | 1500 busy = held_long",
    "lost for 10 min while paused": "0 printing = started | 9 paused = paused"
    " | 100 - | 700 - = held_long | 9000 printing = resumed",
    "lost for days": "0 printing = started | 9 - | 609 - = held_long | 500000 printing",
    "the clock is set back": "0 printing = started | 1000 - | 400 - | 999 -"
    " | 1000 - = held_long",
    # States in no list
    "an odd state": "0 printing = started | 9 odd | 68 odd | 70 printing",
    "an odd state that stays": "0 printing = started | 9 odd | 68.9 odd"
    " | 69 odd = ended | 70 odd | 80 printing = started",
    "one odd state after the other": "0 printing = started | 9 odd | 40 strange"
    " | 69 weird = ended",
    "an odd state now and then": "0 printing = started | 9 odd | 60 printing | 61 odd"
    " | 120 printing",
    "an odd state, then lost": "0 printing = started | 10 odd | 40 - | 500 odd"
    " | 529 odd | 530 odd = ended",
    "lost, with an odd state": "0 printing = started | 10 - | 500 odd | 501 -"
    " | 610 - = held_long | 9000 printing",
    "an odd state while paused": "0 printing = started | 9 paused = paused | 20 odd"
    " | 30 printing = resumed",
    "an odd state without a job": "0 idle | 9 odd | 900 odd",
    # Markers
    "a marker": "0 printing:a = started | 9 printing:a | 500 idle:a = ended"
    " | 600 printing:a = started",
    "the next job without a gap": "0 printing:a = started | 500 printing:b = ended started",
    "blank markers": "0 printing:a = started | 100 printing: | 101 printing:_"
    " | 102 printing:None | 103 printing:unknown | 104 printing:unavailable"
    " | 105 printing | 106 printing:null | 107 printing:_a_",
    "another job after a blank": "0 printing:a = started | 100 printing:None"
    " | 200 printing:b = ended started",
    "a late marker": "0 printing = started | 100 printing:a | 200 printing:b = ended started",
    "a late marker in a pause": "0 printing = started | 100 paused:a = paused"
    " | 200 printing:b = ended started",
    "the old marker for a moment": "0 idle:a | 10 printing:a = started | 39 printing:b"
    " | 500 printing:b | 600 printing:a = ended started",
    "the old marker for too long": "0 printing:a = started | 30 printing:b = ended started",
    "the old marker for a moment, with a pause": "0 printing:a = started"
    " | 9 paused:a = paused | 20 printing:b = resumed | 99 printing:b",
    "another marker while paused": "0 printing:a = started | 99 paused:b = paused"
    " | 200 printing:a = resumed",
    "another job after a pause": "0 printing:a = started | 99 paused:a = paused"
    " | 200 printing:b = ended started | 300 paused:b = paused",
    "another job after a dropout": "0 printing:a = started | 99 unavailable:b"
    " | 200 printing:b = ended started",
    "another marker while held": "0 printing:a = started | 99 busy:b | 200 printing:a",
    "another marker while pausing": "0 printing:a = started | 99 pausing:b"
    " | 105 preparing:c | 110 printing:a",
    "another marker while idle": "0 printing:a = started | 99 idle:b = ended | 200 idle:c",
    "renamed in capitals": "0 printing:a = started | 99 printing:A = ended started",
    "a start time that drifts": "0 printing:2026-10-01T10:00:00+00:00 = started"
    " | 60 printing:2026-10-01T10:01:00+00:00 | 120 printing:2026-10-01T10:03:00+00:00"
    " | 180 printing:2026-10-01T12:02:50+02:00",
    "a start time that jumps": "0 printing:2026-10-01T10:00:00+00:00 = started"
    " | 600 printing:2026-10-01T10:02:01+00:00 = ended started",
    "start times of two kinds": "0 printing:2026-10-01T10:00:00+00:00 = started"
    " | 60 printing:2026-10-01T10:00:00 = ended started",
    "job numbers that look like dates": "0 printing:20261001 = started"
    " | 60 printing:20261002 = ended started",
    "file names with colons": "0 printing:c:a = started | 60 printing:c:b = ended started",
    # We cut the power
    "power off": "0 printing = started | 9 paused = paused | 600 POWER_OFF = ended"
    " | 601 paused | 610 unavailable | 9000 idle | 9100 printing = started",
    "power off, and resumed on its own": "0 printing = started | 9 paused = paused"
    " | 600 POWER_OFF = ended | 610 paused | 700 printing = started",
    "power off, and the status lags": "0 printing:a = started | 600 POWER_OFF = ended"
    " | 601 printing:a | 610 printing | 640 - | 700 printing:a = started",
    "power off, and the next job": "0 printing:a = started | 600 POWER_OFF = ended"
    " | 601 printing:a | 900 printing:b = started",
    "power off while lost": "0 printing = started | 9 - | 60 POWER_OFF = ended | 900 -",
    "power off without a job": "0 idle | 9 POWER_OFF | 20 printing = started",
}

RESTARTS = {
    "while printing": "0 printing = started | 99 RESTART | 120 printing | 500 idle = ended",
    "while paused": "0 printing = started | 9 paused = paused | 99 RESTART | 120 paused"
    " | 200 printing = resumed",
    "while idle": "0 idle | 99 RESTART | 120 idle | 200 printing = started",
    "while lost": "0 printing = started | 9 - | 99 RESTART | 120 - | 200 printing",
    "while lost and paused": "0 printing = started | 9 paused = paused | 20 -"
    " | 99 RESTART | 120 - | 200 printing = resumed",
    "while pausing": "0 printing = started | 9 pausing | 99 RESTART | 120 pausing"
    " | 125 paused = paused",
    "while preparing": "0 preparing | 9 RESTART | 20 preparing | 30 printing = started",
    "in an odd state": "0 printing = started | 9 odd | 30 RESTART | 40 odd | 99 odd"
    " | 100 odd = ended",
    "after power off": "0 printing = started | 9 paused = paused | 20 POWER_OFF = ended"
    " | 30 RESTART | 40 paused | 50 - | 60 idle",
    "paused meanwhile": "0 printing = started | 99 RESTART | 120 paused = paused",
    "resumed meanwhile": "0 printing = started | 9 paused = paused | 99 RESTART"
    " | 120 printing = resumed",
    "preparing meanwhile": "0 printing = started | 99 RESTART | 120 preparing"
    " | 200 printing",
    "pausing meanwhile": "0 printing:a = started | 99 RESTART | 120 pausing:b"
    " | 200 printing:a",
    "finished meanwhile": "0 printing = started | 99 RESTART | 120 complete = ended",
    "cancelled meanwhile": "0 printing = started | 99 RESTART | 120 - | 130 idle = ended",
    "failed meanwhile": "0 printing = started | 99 RESTART | 120 error = ended",
    "started meanwhile": "0 idle | 99 RESTART | 120 printing = started",
    "another job meanwhile": "0 printing:a = started | 99 RESTART"
    " | 120 printing:b = ended started",
    "another job meanwhile, paused": "0 printing:a = started | 99 RESTART"
    " | 120 paused:b = ended | 200 printing:b = started",
    "another job meanwhile, preparing": "0 printing:a = started | 99 RESTART"
    " | 120 preparing:b = ended | 200 printing:b = started",
    "the marker comes late": "0 printing:a = started | 99 RESTART | 120 printing"
    " | 130 printing:a",
    "another marker comes late": "0 printing:a = started | 99 RESTART | 120 printing:None"
    " | 130 printing:b = ended started",
    "the first marker": "0 printing = started | 99 RESTART | 120 printing:a"
    " | 200 printing:b = ended started",
    "a start time that drifts": "0 printing:2026-10-01T10:00:00+00:00 = started"
    " | 99 RESTART | 120 printing:2026-10-01T10:01:59+00:00",
    "for an hour": "0 printing = started | 99 printing | 200 RESTART | 3699 printing",
    "for over an hour": "0 printing = started | 99 printing | 200 RESTART"
    " | 3700 printing = ended started",
    "for over an hour, paused": "0 printing = started | 99 paused = paused | 200 RESTART"
    " | 3700 paused = ended | 4000 printing = started",
    "for over an hour, the first marker": "0 printing = started | 99 printing"
    " | 200 RESTART | 3700 printing:a = ended started",
    "for a day, the same marker": "0 printing:a = started | 99 RESTART"
    " | 86400 printing:a",
    "for a day, the marker comes late": "0 printing:a = started | 99 RESTART"
    " | 86400 printing | 86410 printing:a",
    "for a day, lost": "0 printing:a = started | 99 RESTART | 86400 -"
    " | 86999 - | 87000 - = held_long | 90000 printing:a",
    "told of the hold before": "0 printing = started | 9 - | 609 - = held_long"
    " | 700 RESTART | 710 - | 9000 - | 9001 printing:a = ended started",
    "twice": "0 printing = started | 9 paused = paused | 20 RESTART | 30 - | 40 RESTART"
    " | 50 - | 60 printing = resumed",
    "the clock was ahead": "9000 printing = started | 20 RESTART | 30 printing",
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_story(story: str) -> None:
    Teller().tell(story)


@pytest.mark.parametrize("story", RESTARTS.values(), ids=RESTARTS.keys())
def test_restart(story: str) -> None:
    Teller().tell(story)
