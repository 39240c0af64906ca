"""Whoever follows a printer looks when it says something, and not after the end."""

import pytest

from custom_components.obico_detection.printer.job_follower import JobFollower
from custom_components.obico_detection.printer.print_job import JobChange, JobTracker
from custom_components.obico_detection.timers import Timers
from homeassistant.core import HomeAssistant
from tests.printer.job_stories import STATES

STATUS = "sensor.status"


class Followed:
    """A printer that is followed, and what was told about it."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.tracker = JobTracker(STATES)
        self.changes: list[JobChange] = []
        self.looks = 0
        self.follower = JobFollower(
            hass,
            Timers(hass),
            tracker=lambda: self.tracker,
            on_change=self.changes.append,
            on_update=self._count,
        )

    def _count(self) -> None:
        self.looks += 1

    async def says(self, status: str) -> None:
        self.hass.states.async_set(STATUS, status)
        await self.hass.async_block_till_done()


@pytest.fixture
def followed(hass: HomeAssistant) -> Followed:
    return Followed(hass)


async def test_a_change_of_the_job_is_told(followed: Followed) -> None:
    followed.follower.async_follow(STATUS, None)

    await followed.says("printing")

    assert followed.changes == [JobChange.STARTED]
    assert followed.looks == 1


async def test_nothing_is_looked_at_after_the_end(followed: Followed) -> None:
    followed.follower.async_follow(STATUS, None)
    followed.follower.async_stop()

    await followed.says("printing")
    followed.follower.async_look()

    assert followed.changes == []
    assert followed.looks == 0


async def test_a_state_that_nobody_has_explained_is_logged_once(
    followed: Followed, caplog: pytest.LogCaptureFixture
) -> None:
    followed.follower.async_follow(STATUS, None)

    for status in ("extruding", "idle", "extruding", "unavailable"):
        await followed.says(status)

    assert caplog.text.count("sensor.status says 'extruding', which is in none") == 1
    assert caplog.text.count("which is in none") == 1
