"""The table of known printer integrations."""

from dataclasses import fields
from itertools import combinations
import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.obico_detection.printer.controls import (
    POWER_DOMAINS,
    PRESS_ACTIONS,
)
from custom_components.obico_detection.printer.profiles import (
    PROFILES,
    FromOptions,
    Match,
    Profile,
    Role,
    Tier,
)
from custom_components.obico_detection.printer.profiles.profile import PLACEHOLDERS
from custom_components.obico_detection.printer.status import Activity, StatusStates

# Where the facts lie that the table was made from; they are no part of this project.
FACTS = Path(__file__).parents[3] / "shared" / "facts" / "printers.json"

LISTS = [field.name for field in fields(StatusStates) if field.type is not bool]

DOMAINS = {
    Role.CAMERA: {"camera", "image"},
    Role.STATUS: {"sensor", "binary_sensor"},
    Role.JOB_MARKER: {"sensor"},
    Role.JOB_NAME: {"sensor"},
    Role.PAUSE: set(PRESS_ACTIONS),
    Role.RESUME: {"button"},
    Role.STOP: {"button"},
    Role.LIGHT: {"light", "switch"},
    Role.POWER: set(POWER_DOMAINS),
}

each_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))


def matches_of(profile: Profile) -> list[tuple[Role, Match]]:
    return [
        (role, match)
        for role in Role
        if not isinstance(matches := profile.matches(role), FromOptions)
        for match in matches
    ]


def test_no_key_is_lost() -> None:
    assert len(PROFILES) == 23
    assert all(key == profile.key for key, profile in PROFILES.items())
    assert len({profile.name for profile in PROFILES.values()}) == len(PROFILES)


def test_common_integrations_come_first() -> None:
    tiers = [profile.tier for profile in PROFILES.values()]
    assert tiers == sorted(tiers)
    assert set(tiers) == set(Tier)


@each_profile
def test_a_state_means_one_thing(profile: Profile) -> None:
    for one, other in combinations(LISTS, 2):
        assert not getattr(profile.states, one) & getattr(profile.states, other)
    assert profile.states.printing


@each_profile
def test_every_entity_can_be_found(profile: Profile) -> None:
    assert profile.status
    for role, match in matches_of(profile):
        assert match.domain in DOMAINS[role]
        ways = [match.translation_key, match.unique_id, match.pattern]
        assert len([way for way in ways if way is not None]) == 1
        if match.translation_key is not None:
            assert re.fullmatch("[a-z0-9_]+", match.translation_key)


@each_profile
def test_a_unique_id_is_this_printers(profile: Profile) -> None:
    templates = [match for _, match in matches_of(profile)] + [*profile.signs]
    for match in templates:
        if (template := match.unique_id or match.pattern) is not None:
            placeholders = re.findall(r"\{(\w+)\}", template)
            assert len(placeholders) == 1
            assert placeholders[0] in PLACEHOLDERS
        if match.pattern is not None:
            assert match.pattern.startswith("{")
            re.compile(match.pattern.partition("}")[2])


@each_profile
def test_what_is_known_of_a_pause(profile: Profile) -> None:
    """A pause that no state can confirm is not offered."""
    assert (profile.pause_repeatable is None) == (not profile.pause)
    assert not profile.resume or profile.pause
    if profile.pause:
        assert profile.states.paused
    if profile.pause_toggles:
        assert profile.pause_repeatable is False


@each_profile
def test_a_note_is_a_sentence(profile: Profile) -> None:
    assert profile.note is None or re.fullmatch(r"[A-Z].{20,160}\.", profile.note)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (
            "octoprint",
            {
                "printing": "printing printing_sd starting_sd resuming finishing",
                "paused": "paused",
                "pausing": "pausing",
                "idle": "operational cancelling transferring_file",
                "error": "error offline_after_error",
                "held": "offline connecting unavailable unknown",
            },
        ),
        (
            "prusalink",
            {
                "printing": "printing",
                "paused": "paused attention",
                "idle": "idle ready stopped",
                "finished": "finished",
                "error": "error",
                "held": "busy",
            },
        ),
        (
            "bambu_lab",
            {
                "printing": "running",
                "paused": "pause",
                "preparing": "prepare slicing init",
                "idle": "idle",
                "finished": "finish",
                "error": "failed",
                "held": "offline unknown",
                "unlisted": "printing paused",
            },
        ),
        (
            "moonraker",
            {
                "printing": "printing",
                "paused": "paused",
                "idle": "standby cancelled",
                "finished": "complete",
                "error": "error",
            },
        ),
        (
            "elegoo_printer",
            {
                "printing": "printing lifting dropping preheating_completed unrecognized",
                "paused": "paused filament_unload_paused filament_unload_abnormal",
                "pausing": "pausing",
                "preparing": "preheating leveling homing",
                "idle": "idle stopping stopped",
                "finished": "complete",
                "error": "error",
            },
        ),
        (
            "ha_creality_ws",
            {
                "printing": "printing",
                "paused": "paused",
                "preparing": "processing self-testing",
                "idle": "idle stopped",
                "finished": "completed",
                "error": "error",
                "held": "off unknown",
            },
        ),
        (
            "flashforge_ghosttypes",
            {
                "printing": "printing",
                "paused": "paused",
                "pausing": "pausing",
                "preparing": "heating calibrating",
                "idle": "ready cancelled",
                "finished": "completed",
                "error": "error",
                "held": "busy unknown",
            },
        ),
    ],
)
def test_what_common_printers_say(key: str, said: dict[str, str]) -> None:
    profile = PROFILES[key]
    assert profile.tier is Tier.A
    for activity, words in said.items():
        for word in words.split():
            assert profile.states.activity(word) is Activity(activity)


def test_these_are_the_common_ones() -> None:
    assert {key for key, profile in PROFILES.items() if profile.tier is Tier.A} == {
        "octoprint",
        "prusalink",
        "bambu_lab",
        "moonraker",
        "elegoo_printer",
        "ha_creality_ws",
        "flashforge_ghosttypes",
    }


@pytest.mark.parametrize(
    ("key", "poll_s", "repeatable"),
    [
        ("octoprint", 30, True),
        ("prusalink", 30, True),
        ("bambu_lab", 0, True),
        ("moonraker", 2, True),
        ("elegoo_printer", 2, True),
        ("ha_creality_ws", 0, False),
        ("flashforge_ghosttypes", 10, True),
    ],
)
def test_how_common_printers_are_asked(
    key: str, poll_s: float, repeatable: bool
) -> None:
    assert PROFILES[key].poll_s == poll_s
    assert PROFILES[key].pause_repeatable is repeatable
    assert not PROFILES[key].pause_toggles


def test_only_a_stable_marker_is_one() -> None:
    assert {key for key, profile in PROFILES.items() if profile.job_marker} == {
        "bambu_lab",
        "elegoo_printer",
        "creality_control",
    }


def test_most_printers_say_what_they_print() -> None:
    nameless = {key for key, profile in PROFILES.items() if not profile.job_name}
    assert nameless == {
        "creality2mqtt",
        "creality_k1",
        "flashforge_adventurer5m",
        "ha_creality_ws",
    }


def test_only_one_pause_is_a_toggle() -> None:
    toggles = [key for key, profile in PROFILES.items() if profile.pause_toggles]
    assert toggles == ["creality_control"]


# -- the facts

KEYS = {
    "flashforge (GhostTypes)": "flashforge_ghosttypes",
    "flashforge (joseffallman)": "flashforge_joseffallman",
    "flashforge (CestMoiRoma)": "flashforge_cestmoiroma",
    "flashforge (pcartwright81)": "flashforge_pcartwright81",
    "octoprint via MQTT discovery": "octoprint_mqtt",
}
# Read from the detailed entity: the other one does not know a pause.
DETAILED = {"elegoo_printer"}
# The same, where the facts have no lists for the detailed one.
LISTED_ANEW = {"flashforge_adventurer5m"}
# Actions and switches that are controls, but not for pressing; a name in an attribute.
NOT_TO_BE_CHOSEN = {
    "duet3d": {Role.PAUSE, Role.RESUME, Role.STOP},
    "flashforge_adventurer5m": {Role.LIGHT},
    "ha_creality_ws": {Role.JOB_NAME},
    "octoprint_mqtt": {Role.RESUME},
}


@pytest.fixture
def facts() -> dict[str, dict[str, Any]]:
    """The facts by profile key."""
    if not FACTS.exists():
        pytest.skip("the facts that the table was made from are not here")
    return {
        KEYS.get(fact["integration"], fact["integration"]): fact
        for fact in json.loads(FACTS.read_text(encoding="utf-8"))
        if fact["tier"] != "X"
    }


def test_every_integration_of_the_facts_is_there(
    facts: dict[str, dict[str, Any]],
) -> None:
    assert facts.keys() == PROFILES.keys()
    for key, fact in facts.items():
        assert PROFILES[key].platform == fact["ha_platform"]
        assert PROFILES[key].tier == fact["tier"]
        assert PROFILES[key].poll_s == fact["poll_s"]


def test_states_are_those_of_the_facts(facts: dict[str, dict[str, Any]]) -> None:
    for key, fact in facts.items():
        if key not in LISTED_ANEW:
            said = fact["match"]["status_detail" if key in DETAILED else "status"]
            pausing = set(said.get("pausing", ())) | {"pausing"} & set(said["paused"])
            expected = StatusStates(
                pausing=frozenset(pausing),
                paused=frozenset(said["paused"]) - pausing,
                held=frozenset([*said.get("offline", ()), *said.get("busy", ())]),
                preparing_counts=PROFILES[key].states.preparing_counts,
                **{
                    name: frozenset(said.get(name, ()))
                    for name in ("printing", "preparing", "idle", "finished", "error")
                },
            )
            assert PROFILES[key].states == expected, key


def test_controls_are_those_of_the_facts(facts: dict[str, dict[str, Any]]) -> None:
    for key, fact in facts.items():
        profile = PROFILES[key]
        for role in Role:
            name = fact["job_marker"] if role is Role.JOB_MARKER else role.value
            known = name and fact["match"][name] is not None
            known = known and role not in NOT_TO_BE_CHOSEN.get(key, ())
            assert bool(profile.matches(role)) == bool(known), (key, role)
        if profile.pause:
            assert profile.pause_repeatable == fact["pause_repeatable"]


def test_entities_are_those_of_the_facts(facts: dict[str, dict[str, Any]]) -> None:
    for key, fact in facts.items():
        for role, match in matches_of(PROFILES[key]):
            name = fact["job_marker"] if role is Role.JOB_MARKER else role.value
            if role is Role.STATUS and key in DETAILED | LISTED_ANEW:
                name = "status_detail"
            said = fact["match"][name]
            if match.translation_key is not None:
                alternatives = (
                    said["translation_key"],
                    said.get("translation_key_alt"),
                    said.get("translation_key_fork"),
                    (fact["match"].get("camera_image") or {}).get("translation_key"),
                )
                assert match.translation_key in alternatives, (key, role)
            elif match.unique_id is not None and said.get("unique_id_suffix"):
                assert match.unique_id.endswith(said["unique_id_suffix"]), (key, role)
            elif match.unique_id is not None:
                assert match.unique_id == said["unique_id_exact"], (key, role)
