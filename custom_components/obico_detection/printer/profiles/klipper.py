"""Klipper by way of Moonraker, what is built on it, and Duet."""

from typing import Final

from .profile import Match, Profile, Tier, by_id, by_key, by_pattern, states

# A light and a power device are called what their owner calls them. Proposed is only what
# is called like the thing; a moonraker power device can be a heater or a fan as well.
_LEDS: Final = r"{entry}_(?:led|neopixel|dotstar|pca9533|pca9632) "
_LED: Final = r"(?<![a-z])leds?(?![a-z])"
_POWER: Final = (
    rf"{{entry}}_(?!output_pin |(?i:.*(?:light|lamp|{_LED}|fan|cam|host|raspberry)))"
)

MOONRAKER: Final = Profile(
    key="moonraker",
    platform="moonraker",
    tier=Tier.A,
    name="Klipper (Moonraker)",
    # Two integrations of this name: one begins its unique ids with the entry's id, the
    # other with the entry's unique id, and only the other has translation keys.
    status=(
        *by_id("sensor", "{entry}_print_state"),
        *by_key("sensor", "current_print_state"),
    ),
    states=states(
        printing={"printing"},
        paused={"paused"},
        idle={"standby", "cancelled"},
        finished={"complete"},
        error={"error"},
    ),
    # Number 100 is the address that the user gave; while there is one, the others are
    # left over from before. "_thumbnail" has no number.
    camera=by_pattern("camera", r"{entry}_.+_100", r"{entry}_.+_\d+"),
    # It is blank while paused: no marker.
    job_name=by_id("sensor", "{entry}_filename"),
    pause=by_id("button", "{entry}_pause_print"),
    resume=by_id("button", "{entry}_resume_print"),
    stop=by_id("button", "{entry}_cancel_print"),
    light=(
        *by_pattern("light", rf"{_LEDS}(?i:.*(?:light|lamp|chamber|case).*)"),
        *by_pattern("switch", rf"{{entry}}_output_pin (?i:.*(?:light|lamp|{_LED}).*)"),
        *by_pattern("light", rf"{_LEDS}(?i:.*{_LED}.*)"),
    ),
    power=by_pattern(
        "switch",
        rf"{_POWER}(?i:.*(?:printer|psu).*)",
        rf"{_POWER}(?i:.*power.*)",
    ),
    not_webcams=(Match("camera", pattern=r".+_thumbnail"),),
    poll_s=2,
    pause_repeatable=True,
    note="A webcam that Klipper turns or mirrors is shown as it hangs.",
)

SNAPMAKER_U1: Final = Profile(
    key="snapmaker_u1",
    platform="snapmaker_u1",
    tier=Tier.B,
    name="Snapmaker U1",
    status=by_key("sensor", "print_state"),
    states=states(
        printing={"printing"},
        paused={"paused"},
        idle={"standby", "cancelled"},
        finished={"complete"},
        error={"error"},
    ),
    camera=by_id("camera", "{host}_webcam"),
    job_name=by_key("sensor", "filename"),
    pause=by_key("button", "pause_print"),
    resume=by_key("button", "resume_print"),
    stop=by_key("button", "cancel_print"),
    light=by_key("switch", "work_light"),
    poll_s=0,
    pause_repeatable=True,
)

SNAPMAKER: Final = Profile(
    key="snapmaker",
    platform="snapmaker",
    tier=Tier.C,
    name="Snapmaker 2.0, J1, Artisan",
    status=by_id("sensor", "{host}_status"),
    states=states(
        printing={"RUNNING"},
        paused={"PAUSED"},
        idle={"IDLE"},
        held={"OFFLINE"},
    ),
    job_name=by_id("sensor", "{host}_file_name"),
)

DUET3D: Final = Profile(
    key="duet3d",
    platform="duet3d",
    tier=Tier.C,
    name="Duet3D",
    status=by_id("sensor", "Current State-{entry_id}"),
    states=states(
        printing={"processing", "simulating"},
        paused={"paused"},
        preparing={"starting", "changingTool"},
        idle={"idle", "cancelling"},
        error={"halted"},
        held={"busy", "resuming", "off", "disconnected"},
        # The tool is changed in the middle of a print.
        preparing_counts=True,
    ),
    job_name=by_id("sensor", "File Name-{entry_id}"),
    # Paused by an action only, and its one camera is the slicer's thumbnail.
    not_webcams=(Match("camera"),),
)

KLIPPER_PROFILES: Final = (MOONRAKER, SNAPMAKER_U1, SNAPMAKER, DUET3D)
