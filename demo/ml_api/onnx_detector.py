"""A detector that runs a network with the inputs and outputs of Obico's own weights."""

from pathlib import Path
from typing import override

import numpy as np
from numpy.typing import NDArray

from .detections import MIN_CONFIDENCE, Box, Detection, Detector, Picture

INPUT_PX = 416

type Floats = NDArray[np.float32]


class WeightsError(Exception):
    """The file cannot be run; the message says why."""


class OnnxDetector(Detector):
    """Runs ONNX weights: `[1,3,416,416]` in, boxes and confidences out."""

    def __init__(self, weights: Path) -> None:
        """Load the weights. Raises WeightsError."""
        if not weights.is_file():
            raise WeightsError(f"there is no file {weights}")
        try:
            # Large, and only needed by who has weights.
            import onnxruntime  # noqa: PLC0415

            self._session = onnxruntime.InferenceSession(
                str(weights), providers=["CPUExecutionProvider"]
            )
        except ImportError as err:
            raise WeightsError(f"running weights needs a package: {err}") from err
        # The package raises a class of its own for each of a dozen error codes.
        except Exception as err:
            raise WeightsError(f"{weights} cannot be loaded: {err}") from err
        inputs = self._session.get_inputs()
        shape = [list(one.shape) for one in inputs]
        outputs = len(self._session.get_outputs())
        if shape != [[1, 3, INPUT_PX, INPUT_PX]] or outputs != 2:
            raise WeightsError(
                f"{weights} takes {shape} and has {outputs} outputs: that is not"
                f" [1, 3, {INPUT_PX}, {INPUT_PX}] to boxes and confidences"
            )
        self._input: str = inputs[0].name

    @override
    def detect(self, picture: Picture) -> list[Detection]:
        """Return what the network finds, with boxes in pixels of the picture."""
        boxes, confidences = self._session.run(None, {self._input: _prepared(picture)})
        height, width = picture.shape[:2]
        # The stock server multiplies a box's height by the picture's width. We do not.
        edges = boxes[0, :, 0, :] * (width, height, width, height)
        surest = confidences[0].max(axis=1)
        return [
            Detection(float(confidence), Box(*(float(edge) for edge in box)))
            for confidence, box in zip(surest, edges, strict=True)
            if confidence > MIN_CONFIDENCE
        ]


def _prepared(picture: Picture) -> Floats:
    """Return the picture as the network takes it: stretched, 0..1, colours first."""
    pixels = _stretched(picture) / np.float32(255)
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None], dtype=np.float32)


def _stretched(picture: Picture) -> Floats:
    """Return the picture in the network's size, sampled between the nearest four pixels.

    This is what OpenCV does. Pillow averages over larger areas, which the confidences of
    a network that was not trained on it show.
    """
    upper, lower, down = _between(picture.shape[0])
    left, right, across = _between(picture.shape[1])
    down, across = down[:, None, None], across[None, :, None]
    rows = picture[upper] * (1 - down) + picture[lower] * down
    columns = rows[:, left] * (1 - across) + rows[:, right] * across
    return np.asarray(columns, dtype=np.float32)


def _between(
    length: int,
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Return for every sample its two nearest lines, and its share of the second."""
    at = (np.arange(INPUT_PX) + 0.5) * length / INPUT_PX - 0.5
    before = np.floor(at).astype(np.intp)
    share = (at - before).astype(np.float32)
    return before.clip(0, length - 1), (before + 1).clip(0, length - 1), share
