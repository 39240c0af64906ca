"""A house in which a print fails at once."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.support.house import House, printer_data

type Fail = Callable[..., Awaitable[None]]


@pytest.fixture
def fail(house: House) -> Fail:
    """Set a printer up and let its print fail with the first picture."""

    async def fail_at_once(**changes: Any) -> None:
        await house.add(printer_data(warm_up=0, confirmations=1, **changes))
        house.ml.p = 5.0
        await house.printer_says("printing")

    return fail_at_once
