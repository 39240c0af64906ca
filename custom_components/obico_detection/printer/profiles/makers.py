"""Makers with one or two integrations: Anycubic, Bambu Lab, Dremel, Elegoo, Prusa."""

from typing import Final

from ..status import StatusStates
from .profile import Match, Profile, Tier, by_id, by_key, by_pattern, states

PRUSALINK: Final = Profile(
    key="prusalink",
    platform="prusalink",
    tier=Tier.A,
    name="Prusa (PrusaLink)",
    status=by_key("sensor", "printer_state"),
    states=states(
        printing={"printing"},
        # Attention: it stands still and waits for somebody.
        paused={"paused", "attention"},
        idle={"idle", "ready", "stopped"},
        finished={"finished"},
        error={"error"},
        held={"busy"},
    ),
    # Its start time moves with each pause: no marker.
    job_name=by_key("sensor", "filename"),
    pause=by_key("button", "pause_job"),
    resume=by_key("button", "resume_job"),
    stop=by_key("button", "cancel_job"),
    not_webcams=(Match("camera", translation_key="job_preview"),),
    poll_s=30,
    pause_repeatable=True,
)

PRUSA_CONNECT: Final = Profile(
    key="prusa_connect",
    platform="prusa_connect",
    tier=Tier.B,
    name="Prusa Connect",
    status=by_key("sensor", "state"),
    states=states(
        printing={"PRINTING"},
        paused={"PAUSED", "ATTENTION"},
        idle={"IDLE", "READY", "STOPPED"},
        finished={"FINISHED"},
        error={"ERROR"},
        held={"BUSY", "MANIPULATING", "OFFLINE", "UNKNOWN"},
    ),
    camera=by_pattern("camera", r"{identifier}_camera_[^_]+"),
    job_name=by_key("sensor", "current_job"),
    pause=by_key("button", "pause_print"),
    resume=by_key("button", "resume_print"),
    stop=by_key("button", "stop_print"),
    pause_repeatable=True,
    note="Its camera gives a new picture only every 30 seconds.",
)

BAMBU_LAB: Final = Profile(
    key="bambu_lab",
    platform="bambu_lab",
    tier=Tier.A,
    name="Bambu Lab",
    status=by_key("sensor", "print_status"),
    states=states(
        printing={"running"},
        paused={"pause"},
        preparing={"prepare", "slicing", "init"},
        idle={"idle"},
        finished={"finish"},
        error={"failed"},
        held={"offline", "unknown"},
    ),
    # The switch of the same key turns the camera off. Of the images only this one is a
    # webcam: it takes the camera's place where the user wanted it so.
    camera=(*by_key("camera", "camera"), *by_key("image", "p1p_camera")),
    job_marker=by_key("sensor", "start_time"),
    job_name=by_key("sensor", "subtask_name"),
    pause=by_key("button", "pause"),
    resume=by_key("button", "resume"),
    stop=by_key("button", "stop"),
    light=by_key("light", "chamber_light", "camera_light"),
    poll_s=0,
    pause_repeatable=True,
    note=(
        "X1, H2 and P2S give pictures only with LAN liveview switched on at the printer, "
        "and there are no buttons unless its firmware lets others control it."
    ),
)

ELEGOO: Final = Profile(
    key="elegoo_printer",
    platform="elegoo_printer",
    tier=Tier.A,
    name="Elegoo",
    # Of its two status entities the one that knows a pause. A Centauri Carbon stays in a
    # "completed" milestone for the length of a print: those mean printing.
    status=by_key("sensor", "print_status"),
    states=states(
        printing={
            "printing",
            "lifting",
            "dropping",
            "print_started",
            "homing_completed",
            "auto_leveling_completed",
            "preheating_completed",
            "resonance_testing_completed",
            "resuming",
            "recovery",
            "printing_recovery",
            "unrecognized",
        },
        paused={"paused", "filament_unload_paused", "filament_unload_abnormal"},
        pausing={"pausing"},
        preparing={
            "homing",
            "leveling",
            "preheating",
            "loading",
            "file_checking",
            "printers_checking",
            "resonance_testing",
            "auto_feeding",
            "filament_unloading",
        },
        idle={"idle", "stopping", "stopped"},
        finished={"complete"},
        error={"error"},
    ),
    camera=by_id("camera", "{identifier}_chamber_camera"),
    job_marker=by_id("sensor", "{identifier}_task_id"),
    job_name=by_id("sensor", "{identifier}_filename"),
    pause=by_id("button", "{identifier}_pause_print"),
    resume=by_id("button", "{identifier}_resume_print"),
    stop=by_id("button", "{identifier}_stop_print"),
    light=by_id("light", "{identifier}_second_light"),
    poll_s=2,
    pause_repeatable=True,
    note="The printer serves few viewers at once: close other camera views of it.",
)

DREMEL: Final = Profile(
    key="dremel_3d_printer",
    platform="dremel_3d_printer",
    tier=Tier.B,
    name="Dremel",
    status=by_key("sensor", "job_phase"),
    states=states(
        printing={"building", "resuming"},
        paused={"paused"},
        pausing={"pausing"},
        preparing={"preparing"},
        idle={"idle"},
        finished={"completed"},
        error={"abort"},
        held={"unknown"},
    ),
    camera=by_id("camera", "{entry_unique_id}_camera"),
    job_name=by_key("sensor", "job_name"),
    pause=by_key("button", "pause_job"),
    resume=by_key("button", "resume_job"),
    stop=by_key("button", "cancel_job"),
    poll_s=10,
    pause_repeatable=True,
)


def _anycubic_states() -> StatusStates:
    """Return the states of the latest job in Anycubic's cloud; it is never idle."""
    return states(
        printing={"printing"},
        paused={"paused"},
        preparing={"preheating", "checking", "downloading", "slicing"},
        finished={"finished"},
        error={"failed"},
        held={"unknown"},
    )


ANYCUBIC: Final = Profile(
    key="anycubic_ha_integration",
    platform="anycubic_ha_integration",
    tier=Tier.B,
    name="Anycubic (cloud)",
    status=by_key("sensor", "job_state"),
    states=_anycubic_states(),
    # What tells its jobs apart is an attribute: no marker.
    job_name=by_key("sensor", "job_name"),
    pause=by_key("button", "pause_print"),
    resume=by_key("button", "resume_print"),
    stop=by_key("button", "cancel_print"),
    light=by_key("light", "camera_light"),
    poll_s=60,
    pause_repeatable=True,
)

ANYCUBIC_CLOUD: Final = Profile(
    key="anycubic_cloud",
    platform="anycubic_cloud",
    tier=Tier.B,
    name="Anycubic (cloud, older)",
    status=by_key("sensor", "job_state"),
    states=_anycubic_states(),
    job_name=by_key("sensor", "job_name"),
    pause=by_key("button", "pause_print"),
    resume=by_key("button", "resume_print"),
    stop=by_key("button", "cancel_print"),
    poll_s=60,
    pause_repeatable=True,
)

MAKERS_PROFILES: Final = (
    PRUSALINK,
    PRUSA_CONNECT,
    BAMBU_LAB,
    ELEGOO,
    DREMEL,
    ANYCUBIC,
    ANYCUBIC_CLOUD,
)
