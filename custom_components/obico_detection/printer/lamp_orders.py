"""What we told a light, and by whose hand it changes."""

from dataclasses import dataclass
import math
import time
from typing import Final

from homeassistant.core import Context

# A light that is polled shows what we told it only so much later, and until then
# perhaps once more what was before.
ANSWER_S: Final = 30.0


@dataclass(slots=True)
class _Order:
    """To be on, or to be off."""

    state: str
    context_id: str
    fresh_until: float
    was_seen: bool = False

    @property
    def fresh_for_s(self) -> float:
        """For how long the light may still show something else."""
        return max(0.0, self.fresh_until - time.monotonic())

    @property
    def is_awaited(self) -> bool:
        """Whether the light has still to show it."""
        return not self.was_seen and self.fresh_for_s > 0

    def close(self) -> None:
        """It came to nothing, or is overruled."""
        self.fresh_until = -math.inf


class Orders:
    """The last one to each state.

    Times are seconds on the clock of time.monotonic.
    """

    def __init__(self) -> None:
        """Start with none."""
        # The last of all at the end.
        self._orders: dict[str, _Order] = {}

    def give(self, state: str) -> Context:
        """Take note of an order; return the context for it."""
        context = Context()
        self._orders.pop(state, None)
        self._orders[state] = _Order(state, context.id, time.monotonic() + ANSWER_S)
        return context

    def close(self, state: str) -> None:
        """The order to this state came to nothing."""
        self._orders[state].close()

    def close_all(self) -> None:
        """Somebody else has overruled them."""
        for order in self._orders.values():
            order.close()

    @property
    def awaited(self) -> str | None:
        """What the light is, though it has not shown it yet."""
        last = self._last
        return last.state if last is not None and last.is_awaited else None

    @property
    def _last(self) -> _Order | None:
        """The last of all."""
        return next(reversed(self._orders.values()), None)

    def is_by_hand(self, state: str, context: Context) -> bool:
        """Tell whether a change to this state is somebody else's doing for sure."""
        if context.user_id is not None:
            return True
        orders = self._orders.values()
        if any(one.context_id in (context.id, context.parent_id) for one in orders):
            return False
        if context.parent_id is not None:
            # An automation; ours at most where we wait for what it has done.
            order = self._orders.get(state)
            return order is None or not order.is_awaited
        # An integration that polls reports a change without context, sometimes late.
        return all(one.fresh_for_s == 0 for one in orders)

    def see(self, state: str) -> float:
        """Take note of what the light shows.

        Returns:
            for how many seconds it is in doubt, as it has shown the contrary before.

        """
        if (order := self._orders.get(state)) is not None:
            order.was_seen = True
        last = self._last
        if last is None or last.state == state or not last.was_seen:
            return 0.0
        return last.fresh_for_s
