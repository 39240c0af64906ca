"""Every story ends as it must, with exactly the presses it must have."""

import pytest

from tests.stories import (
    table_choices,
    table_controls,
    table_jobs,
    table_orders,
    table_pause,
    table_people,
    table_power,
    table_power_kept,
    table_responses,
    table_restart,
    table_restart_after,
    table_second_looks,
    table_warnings,
)
from tests.stories.conftest import Build
from tests.stories.story import Story, found, play, wanted

STORIES = (
    *table_pause.STORIES,
    *table_controls.STORIES,
    *table_people.STORIES,
    *table_choices.STORIES,
    *table_orders.STORIES,
    *table_power.STORIES,
    *table_power_kept.STORIES,
    *table_restart.STORIES,
    *table_restart_after.STORIES,
    *table_responses.STORIES,
    *table_warnings.STORIES,
    *table_jobs.STORIES,
    *table_second_looks.STORIES,
)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_story(build: Build, story: Story) -> None:
    stage = await build(story.printer)

    guard = await play(story, stage)

    assert found(story, stage, guard) == wanted(story)


def test_stories_have_names_of_their_own() -> None:
    names = [story.name for story in STORIES]

    assert len(set(names)) == len(names)
