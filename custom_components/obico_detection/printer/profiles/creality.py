"""Creality, in four integrations."""

from typing import Final

from .profile import FromOptions, Profile, Tier, by_id, states

CREALITY_WS: Final = Profile(
    key="ha_creality_ws",
    platform="ha_creality_ws",
    tier=Tier.A,
    name="Creality",
    # Not by what the device is called by: a printer that moved to another address leaves
    # its old device behind.
    status=by_id("sensor", "{host}-print_status"),
    states=states(
        printing={"printing"},
        paused={"paused"},
        preparing={"processing", "self-testing"},
        idle={"idle", "stopped"},
        finished={"completed"},
        error={"error"},
        held={"off", "unknown"},
    ),
    camera=by_id("camera", "{host}-camera"),
    # What tells its jobs apart is an attribute, as is their name: no marker.
    pause=by_id("button", "{host}-pause_print"),
    resume=by_id("button", "{host}-resume_print"),
    stop=by_id("button", "{host}-stop_print"),
    light=by_id("light", "{host}-light"),
    power=FromOptions("power_switch", enabled="power_switch_enabled"),
    poll_s=0,
    # Pressed while it does not print, it waits and pauses the next print.
    pause_repeatable=False,
)

CREALITY_CONTROL: Final = Profile(
    key="creality_control",
    platform="creality_control",
    tier=Tier.C,
    name="Creality (Creality-Control)",
    # Its states are bare numbers.
    status=by_id("sensor", "{host}_state"),
    states=states(
        printing={"1"},
        paused={"5"},
        idle={"0", "4"},
        finished={"2"},
        error={"3"},
        held={"Unknown"},
    ),
    camera=by_id("camera", "{host}_camera"),
    job_marker=by_id("sensor", "{host}_printId"),
    job_name=by_id("sensor", "{host}_printFileName"),
    pause=by_id("button", "{host}_PRINT_PAUSE"),
    stop=by_id("button", "{host}_PRINT_STOP"),
    light=by_id("switch", "{host}_switch_light"),
    pause_repeatable=False,
    pause_toggles=True,
    note="Its buttons are made for Halot printers: try whether they move a K1 at all.",
)

CREALITY_K1: Final = Profile(
    key="creality_k1",
    platform="creality_k1",
    tier=Tier.C,
    name="Creality K1",
    status=by_id("sensor", "{entry_id}_print_state_sensor"),
    states=states(
        printing={"Printing"},
        paused={"Paused"},
        idle={"Stopped", "Aborted"},
        finished={"Complete"},
        error={"Failed"},
        held={"Unknown"},
    ),
    light=by_id("switch", "{entry_id}_printer_light"),
)

CREALITY_MQTT: Final = Profile(
    key="creality2mqtt",
    platform="mqtt",
    tier=Tier.C,
    name="Creality (creality2mqtt)",
    status=by_id("binary_sensor", "{identifier}_printing"),
    states=states(printing={"on"}, idle={"off"}),
    light=by_id("switch", "{identifier}_light"),
    # Anything on MQTT may be printing.
    signs=by_id("sensor", "{identifier}_printer_status", "{identifier}_print_progress"),
    note="It does not tell a pause from the end of a print.",
)

CREALITY_PROFILES: Final = (
    CREALITY_WS,
    CREALITY_CONTROL,
    CREALITY_K1,
    CREALITY_MQTT,
)
