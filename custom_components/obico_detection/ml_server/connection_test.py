"""The staged round trip: does everything between a camera and a detection work?"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
import time
from typing import Any, Final, Literal

from ..const import FaultReason
from .client import MlServerClient, Reply
from .errors import FrameNotFetchedError, FrameRefusedError, MlServerError
from .frames import FrameStore
from .hand_over import hand_over


class Leg(StrEnum):
    """The stages of the way, in order."""

    ML_SERVER = "ml_server"
    TOKEN = "token"
    CAMERA = "camera"
    FETCH = "fetch"
    ANSWER = "answer"


class LegError(Exception):
    """A leg has failed; the text says why, safe to show."""

    def __init__(self, reason: FaultReason, detail: str) -> None:
        """Keep the reason and the text."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """A JPEG to try the way with, and how long it took to get it."""

    content: bytes
    width: int
    height: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read from the ML server's answer."""

    detections: int
    frame_score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LegResult:
    """How one leg went, and the figures of those that it has."""

    leg: Leg
    passed: bool | None
    """None: it was not reached, or nobody can tell."""
    seconds: float | None = None
    width: int | None = None
    height: int | None = None
    size_bytes: int | None = None
    fetched_after_s: float | None = None
    """From our request to the arrival of the ML server's GET."""
    fetched_from: str | None = None
    detections: int | None = None
    frame_score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedLeg(LegResult):
    """A leg that failed, with the cause."""

    passed: Literal[False] = False
    reason: FaultReason
    detail: str


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """How all legs went, in order."""

    base_url: str
    """Where the ML server was sent for the frame."""
    legs: tuple[LegResult, ...]

    @property
    def passed(self) -> bool:
        """Whether the whole way works."""
        return all(one.passed for one in self.legs)

    @property
    def failed(self) -> FailedLeg | None:
        """The first leg that failed; None if the whole way works."""
        return next((one for one in self.legs if isinstance(one, FailedLeg)), None)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON types; a leg has only the figures that it has."""
        return {
            "passed": self.passed,
            "base_url": self.base_url,
            "legs": [_as_dict(one) for one in self.legs],
        }


type TakePicture = Callable[[], Awaitable[TakenPicture]]
"""Takes the picture; raises LegError."""
type Read = Callable[[object], Understood]
"""Reads the ML server's answer; raises LegError."""
type Turn = Callable[[], AbstractAsyncContextManager[None]]
"""Waits for a turn at the ML server and holds it; raises LegError."""


async def run_connection_test(
    client: MlServerClient,
    frames: FrameStore,
    base_url: str,
    take_picture: TakePicture,
    read: Read,
    *,
    turn: Turn = nullcontext,
    clock: Callable[[], float] = time.monotonic,
) -> ConnectionReport:
    """Go the whole way, leg by leg, and tell how far it went.

    Whatever the camera does, the ML server is looked at first. Nothing that the outside
    world does is raised. `clock` gives seconds.
    """
    return await _ConnectionTest(client, frames, base_url, turn, clock).run(
        take_picture, read
    )


class _ConnectionTest:
    """One run of it."""

    def __init__(
        self,
        client: MlServerClient,
        frames: FrameStore,
        base_url: str,
        turn: Turn,
        clock: Callable[[], float],
    ) -> None:
        self._client = client
        self._frames = frames
        self._base_url = base_url
        self._turn = turn
        self._clock = clock
        self._results = {leg: LegResult(leg=leg, passed=None) for leg in Leg}

    async def run(self, take_picture: TakePicture, read: Read) -> ConnectionReport:
        await self._try_server()
        picture = await self._try_camera(take_picture)
        if picture is not None and self._results[Leg.TOKEN].passed:
            await self._try_frame(picture.content, read)
        return ConnectionReport(self._base_url, tuple(self._results.values()))

    async def _try_server(self) -> None:
        leg = Leg.ML_SERVER
        try:
            async with self._turn():
                for leg, ask in (
                    (Leg.ML_SERVER, self._client.check_health),
                    (Leg.TOKEN, self._client.check_token),
                ):
                    started = self._clock()
                    await ask()
                    self._pass(leg, seconds=self._clock() - started)
        except (MlServerError, LegError) as err:
            self._fail(leg, err.reason, str(err))

    async def _try_camera(self, take_picture: TakePicture) -> TakenPicture | None:
        try:
            picture = await take_picture()
        except LegError as err:
            self._fail(Leg.CAMERA, err.reason, err.detail)
            return None
        self._pass(
            Leg.CAMERA,
            seconds=picture.seconds,
            width=picture.width,
            height=picture.height,
            size_bytes=len(picture.content),
        )
        return picture

    async def _try_frame(self, content: bytes, read: Read) -> None:
        try:
            reply = await self._fetched(content)
            self._understand(reply, read)
        except FrameNotFetchedError as err:
            self._fail(Leg.FETCH, err.reason, str(err))
        except FrameRefusedError as err:
            # It came for the frame, or this would be another error.
            self._pass(Leg.FETCH)
            self._fail(Leg.ANSWER, err.reason, str(err))
        except (MlServerError, LegError) as err:
            self._fail(Leg.ANSWER, err.reason, str(err))

    async def _fetched(self, content: bytes) -> Reply:
        async with self._turn():
            over = await hand_over(self._client, self._frames, self._base_url, content)
        self._pass(
            Leg.FETCH,
            fetched_after_s=over.fetched_after_s,
            fetched_from=over.fetched_from,
        )
        return over.reply

    def _understand(self, reply: Reply, read: Read) -> None:
        understood = read(reply.payload)
        self._pass(
            Leg.ANSWER,
            seconds=reply.seconds,
            detections=understood.detections,
            frame_score=understood.frame_score,
        )

    def _pass(self, leg: Leg, **figures: Any) -> None:
        self._results[leg] = replace(self._results[leg], passed=True, **figures)

    def _fail(self, leg: Leg, reason: FaultReason, detail: str) -> None:
        self._results[leg] = FailedLeg(leg=leg, reason=reason, detail=detail)


_DIGITS: Final = 3


def _as_dict(result: LegResult) -> dict[str, Any]:
    """Return what is known of a leg; whether it passed always is."""
    return {
        key: _plain(value)
        for key, value in asdict(result).items()
        if value is not None or key == "passed"
    }


def _plain(value: Any) -> Any:
    """Return a value as the JSON type that it is."""
    if isinstance(value, StrEnum):
        return value.value
    return round(value, _DIGITS) if isinstance(value, float) else value
