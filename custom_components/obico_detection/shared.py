"""What the printers of one ML server share."""

from collections.abc import Callable
from dataclasses import dataclass

from .detection.detections import BoxHeights
from .fault.desk import FaultDesk
from .incident.album import Album
from .incident.recent_frames import RecentFrames
from .ml_server.check_queue import CheckQueue
from .ml_server.client import MlServerClient
from .ml_server.contact import ServerContact
from .ml_server.frames import FrameStore
from .storage import EntryStorage


@dataclass
class MlServer:
    """One ML server and what is shared by the printers that use it."""

    client: MlServerClient
    base_url: str
    queue: CheckQueue
    frames: FrameStore
    box_heights: BoxHeights
    contact: ServerContact


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One ML server, its storage, and where its printers' faults are told."""

    server: MlServer
    storage: EntryStorage
    faults: FaultDesk
    album: Album
    recent_frames: RecentFrames
    on_move: Callable[[str], None]
    """Called with a printer's id when it may be on another device than before."""
