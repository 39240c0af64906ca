"""What the printers of one ML server share."""

from collections.abc import Callable
from dataclasses import dataclass

from .check import MlServer
from .fault.desk import FaultDesk
from .storage import EntryStorage


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One ML server, its storage, and where its printers' faults are told."""

    server: MlServer
    storage: EntryStorage
    faults: FaultDesk
    on_move: Callable[[str], None]
    """Called with a printer's id when it may be on another device than before."""
