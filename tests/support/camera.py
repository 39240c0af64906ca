"""A camera to test with, and pictures of all sorts."""

import asyncio
from collections.abc import Awaitable, Callable
import io
from typing import override

from PIL import Image

from homeassistant.components.camera import Camera

type Give = Callable[[], Awaitable[bytes | None]]


class FakeCamera(Camera):
    """A camera whose pictures all differ, unless told otherwise."""

    def __init__(self, name: str) -> None:
        """Start with a grey picture."""
        super().__init__()
        self._attr_name = name
        self._attr_unique_id = f"{name}_camera"
        self.shots = 0
        self.give: Give | None = None
        self.kept_waiting = 0

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the next picture."""
        self.shots += 1
        if self.give is not None:
            return await self.give()
        return picture(self.shots)

    async def never(self) -> bytes | None:
        """Give nothing, ever: use it as `give`."""
        self.kept_waiting += 1
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.kept_waiting -= 1
        return None

    async def black(self) -> bytes | None:
        """Give black pictures that all differ: use it as `give`."""
        return _jpeg(Image.new("RGB", (160, 120)), self.shots)


def picture(number: int) -> bytes:
    """Return a small JPEG; each number gives other bytes."""
    image = Image.new("RGB", (160, 120), (90, 90 + number % 100, 120))
    image.putpixel((number % 160, number // 160 % 120), (255, 255, 255))
    return _jpeg(image, number)


def giving(content: bytes | None) -> Give:
    """Let a camera always give the same."""

    async def give() -> bytes | None:
        return content

    return give


def raising(err: Exception) -> Give:
    """Let a camera raise an error."""

    async def give() -> bytes | None:
        raise err

    return give


def _jpeg(image: Image.Image, number: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", comment=str(number).encode())
    return out.getvalue()
