"""Names and numbers that more than one room needs."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

DOMAIN: Final = "obico_detection"
SUBENTRY_TYPE_PRINTER: Final = "printer"

# An ML server: config entry data
CONF_ML_URL: Final = "url"
CONF_TOKEN: Final = "token"
CONF_VERIFY_SSL: Final = "verify_ssl"
CONF_BASE_URL: Final = "base_url"
CONF_FRAME_PORT: Final = "frame_port"

# A printer: config subentry data
CONF_PROFILE: Final = "profile"
CONF_CAMERA: Final = "camera"
CONF_STATUS: Final = "status"
CONF_PRINTING_STATES: Final = "printing_states"
CONF_PAUSED_STATES: Final = "paused_states"
CONF_PAUSING_STATES: Final = "pausing_states"
CONF_JOB_MARKER: Final = "job_marker"
CONF_JOB_NAME: Final = "job_name"
CONF_PAUSE_CONTROL: Final = "pause_control"
CONF_RESUME_CONTROL: Final = "resume_control"
CONF_STOP_CONTROL: Final = "stop_control"
CONF_POWER_SWITCH: Final = "power_switch"
CONF_NOZZLE_TEMPERATURE: Final = "nozzle_temperature"
CONF_NOZZLE_LIMIT: Final = "nozzle_limit"
CONF_POWER_OFF_DELAY: Final = "power_off_delay"
CONF_POWER_OFF_WHILE_HOT: Final = "power_off_while_hot"
CONF_LIGHT: Final = "light"
CONF_LIGHT_MODE: Final = "light_mode"
CONF_LIGHT_SETTLE: Final = "light_settle"
CONF_RESPONSE: Final = "response"
CONF_WARNING_RESPONSE: Final = "warning_response"
CONF_CUSTOM_ACTIONS: Final = "custom_actions"
CONF_NOTIFY_HERE: Final = "notify_here"
CONF_NOTIFY_DEVICES: Final = "notify_devices"
CONF_NOTIFY_ENTITIES: Final = "notify_entities"
CONF_NOTIFY_CRITICAL: Final = "notify_critical"
CONF_WATCHING: Final = "watching"
CONF_SENSITIVITY: Final = "sensitivity"
CONF_INTERVAL: Final = "interval"
CONF_RULE: Final = "rule"
CONF_WARM_UP: Final = "warm_up"
CONF_CONFIRMATIONS: Final = "confirmations"

DEFAULT_INTERVAL_S: Final = 10
MIN_INTERVAL_S: Final = 5
MAX_INTERVAL_S: Final = 120
DEFAULT_WARM_UP_S: Final = 300
MAX_WARM_UP_S: Final = 3600
DEFAULT_CONFIRMATIONS: Final = 2
MAX_CONFIRMATIONS: Final = 10
DEFAULT_LIGHT_SETTLE_S: Final = 3
MAX_LIGHT_SETTLE_S: Final = 30
DEFAULT_NOZZLE_LIMIT_C: Final = 50
MIN_NOZZLE_LIMIT_C: Final = 30
MAX_NOZZLE_LIMIT_C: Final = 120
DEFAULT_POWER_OFF_DELAY_MIN: Final = 10
MIN_POWER_OFF_DELAY_MIN: Final = 1
MAX_POWER_OFF_DELAY_MIN: Final = 60


class Response(StrEnum):
    """What is done about a failing print, or about a warning."""

    NONE = "none"
    NOTIFY = "notify"
    PAUSE = "pause"
    PAUSE_AND_OFF = "pause_and_off"
    STOP = "stop"
    CUSTOM = "custom"


WARNING_RESPONSES: Final = (
    Response.NONE,
    Response.NOTIFY,
    Response.PAUSE,
    Response.CUSTOM,
)
"""A warning is no reason for what cannot be undone."""


class HappeningType(StrEnum):
    """What the event entity of a printer tells."""

    WARNING = "warning"
    FAILURE = "failure"
    RESPONSE = "response"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"
    FAULT = "fault"
    RECOVERED = "recovered"


class WatchState(StrEnum):
    """Is anyone looking at this printer?"""

    OFF = "off"
    IDLE = "idle"
    PAUSED = "paused"
    WARMING_UP = "warming_up"
    WATCHING = "watching"
    FAULT = "fault"


class LightMode(StrEnum):
    """What is done with the printer's light so that the camera sees something."""

    NONE = "none"
    WHILE_PRINTING = "while_printing"
    EACH_PICTURE = "each_picture"


class FaultReason(StrEnum):
    """Why nobody looks: at one check (a miss), or for longer (a fault)."""

    # The camera
    CAMERA_GONE = "camera_gone"
    CAMERA_UNAVAILABLE = "camera_unavailable"
    PICTURE_FROZEN = "picture_frozen"
    PICTURE_BLACK = "picture_black"
    PICTURE_TOO_SMALL = "picture_too_small"
    PICTURE_TRUNCATED = "picture_truncated"
    PICTURE_UNUSABLE = "picture_unusable"

    # The ML server
    ML_SERVER_UNREACHABLE = "ml_server_unreachable"
    ML_SERVER_ERROR = "ml_server_error"
    TOKEN_REFUSED = "token_refused"
    FRAME_REFUSED = "frame_refused"
    ANSWER_NOT_UNDERSTOOD = "answer_not_understood"

    # The ML server's way to the frame
    FRAME_NOT_FETCHED = "frame_not_fetched"
    ADDRESS_LOCALHOST = "address_localhost"
    ADDRESS_LOCAL_NAME = "address_local_name"
    ADDRESS_NAME_UNKNOWN = "address_name_unknown"
    ADDRESS_CERTIFICATE = "address_certificate"
    ADDRESS_REFUSED = "address_refused"
    ADDRESS_TOO_SLOW = "address_too_slow"
    ADDRESS_ANSWERS_OTHERWISE = "address_answers_otherwise"

    # Ourselves
    CHECKS_LATE = "checks_late"

    # The printer
    STATUS_GONE = "status_gone"
    DEVICE_DISABLED = "device_disabled"
    ENTITY_GONE = "entity_gone"


class FaultKind(StrEnum):
    """What a person has to mend: one repair for all reasons of a kind."""

    CAMERA = "camera"
    PICTURE = "picture"
    ML_SERVER = "ml_server"
    TOKEN = "token"
    FETCH = "fetch"
    ANSWER = "answer"
    LATE = "late"
    STATUS = "status"
    DEVICE = "device"
    ENTITY = "entity"


KINDS: Final[Mapping[FaultReason, FaultKind]] = {
    FaultReason.CAMERA_GONE: FaultKind.CAMERA,
    FaultReason.CAMERA_UNAVAILABLE: FaultKind.CAMERA,
    FaultReason.PICTURE_FROZEN: FaultKind.PICTURE,
    FaultReason.PICTURE_BLACK: FaultKind.PICTURE,
    FaultReason.PICTURE_TOO_SMALL: FaultKind.PICTURE,
    FaultReason.PICTURE_TRUNCATED: FaultKind.PICTURE,
    FaultReason.PICTURE_UNUSABLE: FaultKind.PICTURE,
    FaultReason.ML_SERVER_UNREACHABLE: FaultKind.ML_SERVER,
    FaultReason.ML_SERVER_ERROR: FaultKind.ML_SERVER,
    FaultReason.TOKEN_REFUSED: FaultKind.TOKEN,
    FaultReason.FRAME_REFUSED: FaultKind.ANSWER,
    FaultReason.ANSWER_NOT_UNDERSTOOD: FaultKind.ANSWER,
    FaultReason.FRAME_NOT_FETCHED: FaultKind.FETCH,
    FaultReason.ADDRESS_LOCALHOST: FaultKind.FETCH,
    FaultReason.ADDRESS_LOCAL_NAME: FaultKind.FETCH,
    FaultReason.ADDRESS_NAME_UNKNOWN: FaultKind.FETCH,
    FaultReason.ADDRESS_CERTIFICATE: FaultKind.FETCH,
    FaultReason.ADDRESS_REFUSED: FaultKind.FETCH,
    FaultReason.ADDRESS_TOO_SLOW: FaultKind.FETCH,
    FaultReason.ADDRESS_ANSWERS_OTHERWISE: FaultKind.FETCH,
    FaultReason.CHECKS_LATE: FaultKind.LATE,
    FaultReason.STATUS_GONE: FaultKind.STATUS,
    FaultReason.DEVICE_DISABLED: FaultKind.DEVICE,
    FaultReason.ENTITY_GONE: FaultKind.ENTITY,
}
# What all printers of an ML server share: told and mended once, not once a printer.
SERVER_KINDS: Final = frozenset(
    {FaultKind.ML_SERVER, FaultKind.TOKEN, FaultKind.FETCH, FaultKind.ANSWER}
)
