"""FlashForge, in five integrations, four of which share a platform.

Their authors' names are all that tells those apart.
"""

from typing import Final

from .profile import Profile, Tier, by_id, by_key, states

FLASHFORGE_GHOSTTYPES: Final = Profile(
    key="flashforge_ghosttypes",
    platform="flashforge",
    tier=Tier.A,
    name="FlashForge",
    status=by_key("sensor", "machine_status"),
    states=states(
        printing={"printing"},
        paused={"paused"},
        pausing={"pausing"},
        preparing={"heating", "calibrating"},
        idle={"ready", "cancelled"},
        finished={"completed"},
        error={"error"},
        held={"busy", "unknown"},
    ),
    # The switch of the same key turns the camera off.
    camera=by_key("camera", "camera"),
    job_name=by_key("sensor", "current_file"),
    pause=by_key("button", "pause_print"),
    resume=by_key("button", "resume_print"),
    stop=by_key("button", "cancel_print"),
    light=by_key("switch", "led"),
    poll_s=10,
    pause_repeatable=True,
)

# These two make the same entities, but for a binary sensor that only the second has.
FLASHFORGE_JOSEFFALLMAN: Final = Profile(
    key="flashforge_joseffallman",
    platform="flashforge",
    tier=Tier.B,
    name="FlashForge (joseffallman)",
    status=by_id("sensor", "{entry_unique_id}_status"),
    states=states(
        printing={"BUILDING_FROM_SD"},
        paused={"PAUSED"},
        idle={"READY"},
        finished={"BUILDING_COMPLETED"},
        held={"BUSY"},
    ),
    camera=by_id("camera", "{entry_unique_id}_camera"),
    job_name=by_id("sensor", "{entry_unique_id}_file"),
    pause=by_id("button", "{entry_unique_id}_pause"),
    resume=by_id("button", "{entry_unique_id}_continue"),
    stop=by_id("button", "{entry_unique_id}_abort"),
    light=by_id("light", "{entry_unique_id}_light"),
    poll_s=10,
    pause_repeatable=True,
)

FLASHFORGE_CESTMOIROMA: Final = Profile(
    key="flashforge_cestmoiroma",
    platform="flashforge",
    tier=Tier.B,
    name="FlashForge (CestMoiRoma)",
    status=by_id("sensor", "{entry_unique_id}_status"),
    states=states(
        printing={"BUILDING_FROM_SD"},
        paused={"PAUSED"},
        pausing={"PAUSING"},
        preparing={"HEATING", "CALIBRATING"},
        idle={"READY", "CANCELING", "CANCELLED"},
        finished={"BUILDING_COMPLETED"},
        error={"ERROR"},
        held={"BUSY"},
    ),
    camera=by_id("camera", "{entry_unique_id}_camera"),
    job_name=by_id("sensor", "{entry_unique_id}_file"),
    pause=by_id("button", "{entry_unique_id}_pause"),
    resume=by_id("button", "{entry_unique_id}_continue"),
    stop=by_id("button", "{entry_unique_id}_abort"),
    light=by_id("light", "{entry_unique_id}_light"),
    signs=by_id("binary_sensor", "{entry_unique_id}_printing"),
    poll_s=10,
    pause_repeatable=True,
)

FLASHFORGE_PCARTWRIGHT81: Final = Profile(
    key="flashforge_pcartwright81",
    platform="flashforge",
    tier=Tier.C,
    name="FlashForge (pcartwright81)",
    status=by_key("sensor", "status"),
    states=states(
        printing={"printing"},
        paused={"paused"},
        pausing={"pausing"},
        preparing={"heating", "calibrating"},
        idle={"ready", "cancelled"},
        finished={"completed"},
        error={"error"},
        held={"busy", "unknown"},
    ),
    camera=by_id("camera", "{entry_unique_id}_camera"),
    job_name=by_key("sensor", "file"),
    pause=by_id("button", "{entry_unique_id}_pause"),
    resume=by_id("button", "{entry_unique_id}_resume"),
    stop=by_id("button", "{entry_unique_id}_cancel"),
    light=by_key("light", "light"),
    poll_s=10,
    pause_repeatable=True,
)

FLASHFORGE_ADVENTURER5M: Final = Profile(
    key="flashforge_adventurer5m",
    platform="flashforge_adventurer5m",
    tier=Tier.C,
    name="FlashForge Adventurer 5M",
    # Not the binary sensor, to which a pause looks like the end. The words are the
    # printer's own, as the other integrations know them, and those of this one's buttons.
    status=by_id("sensor", "flashforge_{identifier}_status"),
    states=states(
        printing={"printing", "building", "running"},
        paused={"paused"},
        pausing={"pausing"},
        preparing={"heating", "calibrate_doing"},
        idle={"ready", "idle", "cancel", "canceling"},
        finished={"completed"},
        error={"error", "failed", "fatal"},
        held={"busy"},
    ),
    camera=by_id("camera", "flashforge_{identifier}_camera"),
    pause=by_id("button", "flashforge_{identifier}_pause_print"),
    resume=by_id("button", "flashforge_{identifier}_resume_print"),
    stop=by_id("button", "flashforge_{identifier}_cancel_print"),
    pause_repeatable=True,
)

FLASHFORGE_PROFILES: Final = (
    FLASHFORGE_GHOSTTYPES,
    FLASHFORGE_JOSEFFALLMAN,
    FLASHFORGE_CESTMOIROMA,
    FLASHFORGE_PCARTWRIGHT81,
    FLASHFORGE_ADVENTURER5M,
)
