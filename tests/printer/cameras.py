"""Cameras and images that do what a test wants."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import override

import pytest

from homeassistant.components.camera import Camera
from homeassistant.components.image import ImageEntity
from tests.printer.pictures import jpeg

ENTITY_ID = "camera.printer"


class PrinterCamera(Camera):
    """A camera that does what a test wants."""

    _attr_name = "Printer"

    def __init__(self) -> None:
        super().__init__()
        self.give: Callable[[], Awaitable[object]] = self.give_picture
        self.asked = 0
        self.broken_off = 0
        self.release = asyncio.Event()

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        self.asked += 1
        return await self.give()  # type: ignore[return-value]

    async def give_picture(self) -> bytes:
        return jpeg()

    async def give_when_released(self) -> bytes:
        try:
            await self.release.wait()
        except asyncio.CancelledError:
            self.broken_off += 1
            raise
        return jpeg()

    async def give_when_released_come_what_may(self) -> bytes:
        while not self.release.is_set():
            try:
                await self.release.wait()
            except asyncio.CancelledError:
                self.broken_off += 1
        return jpeg()

    def give_this(self, content: object) -> None:
        async def give() -> object:
            return content

        self.give = give

    def fail_with(self, err: BaseException) -> None:
        async def give() -> object:
            raise err

        self.give = give


class PrinterImage(ImageEntity):
    """An image entity that has one picture."""

    _attr_name = "Printer"
    content: bytes | None = None

    @override
    async def async_image(self) -> bytes | None:
        return self.content


async def until(condition: Callable[[], bool]) -> None:
    """Let everything else run until something has happened."""
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0)
    pytest.fail("it did not happen")
