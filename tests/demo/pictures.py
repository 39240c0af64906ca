"""Pictures to look at."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from demo.custom_components.simulated_printer.pictures.moment import Moment
from demo.ml_api.detections import Detector, Picture, best

NOW = datetime(2026, 11, 22, 10, 15, 42, tzinfo=UTC)


def moment(
    print_s: float | None = None, failing_s: float = 0.0, *, parked: bool = False
) -> Moment:
    """A moment of a print, at a time of day that fits it."""
    now = NOW + timedelta(seconds=print_s or 0)
    return Moment(now, print_s, failing_s, head_parked=parked)


def decoded(jpeg: bytes) -> Picture:
    """The pixels of a picture."""
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))


def encoded(picture: Picture | NDArray[np.uint16], file_format: str = "JPEG") -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, file_format)
    return file.getvalue()


def score(detector: Detector, picture: Picture) -> float:
    """The frame score: the sum of the confidences."""
    return sum(found.confidence for found in best(detector.detect(picture)))


def whole_print() -> Iterator[Moment]:
    """A good print from the first layer to the last, close together at its beginning."""
    yield moment()
    for seconds in (*np.arange(0.4, 60, 3.7), *np.arange(60, 2400, 131)):
        yield moment(float(seconds))
    yield moment(2400, parked=True)


def failing_print(after_s: float, failing_s: float) -> Moment:
    """A print that went well for so long, and has been failing for so long."""
    return moment(after_s + failing_s, failing_s)


def switched_off(seen: Moment) -> Moment:
    """The same with the light off."""
    return replace(seen, light_on=False)
