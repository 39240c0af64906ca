"""Names and numbers that more than one room needs."""

from enum import StrEnum
from typing import Final

DOMAIN: Final = "obico_detection"
SUBENTRY_TYPE_PRINTER: Final = "printer"

# An ML server: config entry data
CONF_ML_URL: Final = "url"
CONF_TOKEN: Final = "token"
CONF_VERIFY_SSL: Final = "verify_ssl"
CONF_BASE_URL: Final = "base_url"

# A printer: config subentry data
CONF_CAMERA: Final = "camera"
CONF_STATUS: Final = "status"
CONF_PRINTING_STATES: Final = "printing_states"
CONF_PAUSED_STATES: Final = "paused_states"
CONF_JOB_MARKER: Final = "job_marker"
CONF_PAUSE_CONTROL: Final = "pause_control"
CONF_POWER_SWITCH: Final = "power_switch"
CONF_POWER_OFF_WHILE_HOT: Final = "power_off_while_hot"
CONF_RESPONSE: Final = "response"
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

# Fired on Home Assistant's bus when a failure is confirmed.
EVENT_FAILURE: Final = f"{DOMAIN}_failure"


class Response(StrEnum):
    """What is done about an incident."""

    NOTIFY = "notify"
    PAUSE = "pause"
    PAUSE_AND_OFF = "pause_and_off"


class WatchState(StrEnum):
    """Is anyone looking at this printer?"""

    OFF = "off"
    IDLE = "idle"
    PAUSED = "paused"
    WARMING_UP = "warming_up"
    WATCHING = "watching"
    FAULT = "fault"


class MissReason(StrEnum):
    """Why a check ended without an inspected frame."""

    CAMERA_UNAVAILABLE = "camera_unavailable"
    PICTURE_UNUSABLE = "picture_unusable"
    PICTURE_FROZEN = "picture_frozen"
    ML_SERVER_UNREACHABLE = "ml_server_unreachable"
    ML_SERVER_ERROR = "ml_server_error"
    TOKEN_REFUSED = "token_refused"
    FRAME_NOT_FETCHED = "frame_not_fetched"
    FRAME_REFUSED = "frame_refused"
    ANSWER_NOT_UNDERSTOOD = "answer_not_understood"
    CHECKS_LATE = "checks_late"
