"""OctoPrint, also by way of MQTT, and SimplyPrint, which speaks its language."""

from typing import Final

from .profile import Profile, Tier, by_id, by_key, states

OCTOPRINT: Final = Profile(
    key="octoprint",
    platform="octoprint",
    tier=Tier.A,
    name="OctoPrint",
    # Nothing but the label in front tells its unique ids apart, and two entities only have
    # a translation key.
    status=(
        *by_key("sensor", "status"),
        *by_id("sensor", "Current State-{entry_unique_id}"),
    ),
    states=states(
        printing={
            "printing",
            "printing_sd",
            "starting",
            "starting_sd",
            "resuming",
            "finishing",
        },
        paused={"paused"},
        pausing={"pausing"},
        # Streaming is sending a file to the printer's SD card.
        idle={
            "operational",
            "cancelling",
            "printing_streaming",
            "starting_streaming",
            "transferring_file",
        },
        error={"error", "offline_after_error"},
        held={"offline", "open_serial", "detect_serial", "connecting"},
    ),
    camera=by_id("camera", "{entry_unique_id}"),
    # Its start time is reckoned anew at each poll and moves with each pause: no marker.
    job_name=by_id("sensor", "Current File-{entry_unique_id}"),
    pause=by_id("button", "Pause Job-{entry_unique_id}"),
    resume=by_id("button", "Resume Job-{entry_unique_id}"),
    stop=by_id("button", "Stop Job-{entry_unique_id}"),
    poll_s=30,
    pause_repeatable=True,
)

OCTOPRINT_MQTT: Final = Profile(
    key="octoprint_mqtt",
    platform="mqtt",
    tier=Tier.B,
    name="OctoPrint (MQTT)",
    status=by_id("sensor", "{identifier}_PRINTING_S"),
    states=states(
        printing={
            "Printing",
            "Printing from SD",
            "Starting",
            "Resuming",
            "Finishing",
        },
        paused={"Paused"},
        pausing={"Pausing"},
        idle={"Operational", "Cancelling"},
        error={"Error", "Offline after error"},
        held={"Offline", "Connecting"},
    ),
    job_name=by_id("sensor", "{identifier}_PRINTING_F"),
    # A switch: on is paused. Resuming is switching it off, which no press does, and
    # "_STOP" is the emergency stop.
    pause=by_id("switch", "{identifier}_PAUSE"),
    stop=by_id("button", "{identifier}_CANCEL"),
    power=by_id("switch", "{identifier}_PSU"),
    pause_repeatable=False,
)

SIMPLYPRINT: Final = Profile(
    key="simplyprint",
    platform="simplyprint",
    tier=Tier.C,
    name="SimplyPrint",
    status=by_key("sensor", "status"),
    states=states(
        printing={"printing", "resuming"},
        paused={"paused"},
        pausing={"pausing"},
        preparing={"downloading"},
        idle={"operational", "cancelling", "in_maintenance"},
        error={"error"},
        held={"offline", "unknown"},
    ),
    job_name=by_key("sensor", "job_name"),
    pause=by_key("button", "pause"),
    resume=by_key("button", "resume"),
    stop=by_key("button", "cancel"),
    poll_s=30,
    pause_repeatable=True,
)

OCTOPRINT_PROFILES: Final = (OCTOPRINT, OCTOPRINT_MQTT, SIMPLYPRINT)
