"""What can go wrong with a question to the ML server."""

from typing import Final

from ..const import FaultReason
from ..words import one_line

MAX_MESSAGE_CHARS: Final = 200


class MlServerError(Exception):
    """A question to the ML server that got no useful answer.

    The message is safe to show: no token, no frame URL, one line, at most
    MAX_MESSAGE_CHARS. It is plain text; whoever shows it as Markdown or HTML escapes it.
    """

    reason: FaultReason

    def __init__(self, message: str) -> None:
        """Keep the message to one printable line of bounded length."""
        super().__init__(_bounded(one_line(message)))


class MlServerUnreachableError(MlServerError):
    """No name, no connection, no TLS, or no answer in time."""

    reason = FaultReason.ML_SERVER_UNREACHABLE


class MlServerDroppedError(MlServerUnreachableError):
    """It took the question and closed the connection without an answer."""

    after_s = 0.0
    """For how long it had been looking for one."""


class MlServerResponseError(MlServerError):
    """The ML server answered that it cannot do its work, or is not one."""

    reason = FaultReason.ML_SERVER_ERROR


class TokenRefusedError(MlServerError):
    """The ML server wants another token."""

    reason = FaultReason.TOKEN_REFUSED


class FrameRefusedError(MlServerError):
    """The ML server could not fetch, decode or judge the frame.

    `said` is what it gave as the reason, in full length.
    """

    reason = FaultReason.FRAME_REFUSED

    def __init__(self, said: str) -> None:
        """Put what it said into a sentence."""
        super().__init__(
            f"The ML server refused the frame: {said or 'it gave no reason'}"
        )
        self.said = said


class FrameNotFetchedError(MlServerError):
    """The ML server has not fetched the frame; `reason` says why, as far as is known."""

    def __init__(self, reason: FaultReason, message: str) -> None:
        """Keep the reason with the message."""
        super().__init__(message)
        self.reason = reason


class AnswerNotUnderstoodError(MlServerError):
    """The answer is not JSON, too large, or broken off."""

    reason = FaultReason.ANSWER_NOT_UNDERSTOOD


def _bounded(text: str) -> str:
    """Cut the middle: requests puts the cause of an error at its end."""
    if len(text) <= MAX_MESSAGE_CHARS:
        return text
    tail = MAX_MESSAGE_CHARS // 2
    return f"{text[: MAX_MESSAGE_CHARS - tail - 3]}...{text[-tail:]}"
