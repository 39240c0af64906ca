"""The ML server's reply becomes detections, and detections a frame score."""

import json
import math
from typing import Any

import pytest

from custom_components.obico_detection.detection.detections import (
    Box,
    BoxHeights,
    Detection,
    MalformedReplyError,
    clip_boxes,
    frame_score,
    read_detections,
)

BOX = [100.0, 80.0, 40.0, 30.0]
READ_BOX = Box(100.0, 80.0, 40.0, 30.0)


def read_one(item: object) -> Detection:
    (detection,) = read_detections({"detections": [item]})
    return detection


# -- the reply as a whole -----------------------------------------------------------------


def test_a_healthy_print_has_no_detections() -> None:
    assert read_detections({"detections": []}) == ()


def test_the_stock_servers_reply() -> None:
    reply = json.loads(
        '{"detections": [["failure", 0.897, [100.0, 80.0, 40.0, 30.0]]]}'
    )
    assert read_detections(reply) == (Detection("failure", 0.897, READ_BOX),)


def test_the_most_confident_detection_comes_first() -> None:
    reply = {"detections": [["a", 0.2, BOX], ["b", 0.9, BOX], ["c", 0.5, BOX]]}
    assert [d.label for d in read_detections(reply)] == ["b", "c", "a"]


@pytest.mark.parametrize(
    "reply",
    [
        *(None, [], "ok", 3, True, {}, [["failure", 0.9, BOX]], {"message": "no"}),
        *({"detections": None}, {"detections": {}}, {"detections": "[]"}),
    ],
)
def test_a_reply_that_is_no_list_of_detections(reply: object) -> None:
    with pytest.raises(MalformedReplyError):
        read_detections(reply)


def test_a_malformed_reply_is_a_value_error() -> None:
    assert issubclass(MalformedReplyError, ValueError)


# -- shapes of an item --------------------------------------------------------------------


@pytest.mark.parametrize(
    "item",
    [
        ["failure", 0.5, BOX],
        ["failure", 0.5, [BOX]],
        ["failure", 0.5, BOX, "more"],
        [0.5, BOX],
        [0.5, [BOX]],
        {"label": "failure", "confidence": 0.5, "box": BOX},
        {"class": "failure", "score": 0.5, "bbox": [BOX]},
        {"name": "failure", "conf": 0.5, "box": BOX, "area": 3},
        {"confidence": 0.5, "box": BOX},
    ],
)
def test_shapes_that_servers_are_known_to_send(item: object) -> None:
    assert read_one(item) == Detection("failure", 0.5, READ_BOX)


@pytest.mark.parametrize(("confidence", "read"), [(0, 0.0), (1, 1.0), (1.0, 1.0)])
def test_the_ends_of_the_scale_count(confidence: float, read: float) -> None:
    assert read_one(["failure", confidence, BOX]).confidence == read


@pytest.mark.parametrize(
    "item",
    [
        None,
        "failure",
        7,
        [],
        {},
        ["failure"],
        ["failure", 0.5],
        ["failure", BOX],
        [0.5],
        [None, 0.5, BOX],
        {"label": 5, "confidence": 0.5, "box": BOX},
        {"label": "failure", "confidence": 0.5},
        {"label": "failure", "box": BOX},
    ],
)
def test_a_malformed_item_is_skipped_and_the_others_stay(item: object) -> None:
    reply = {"detections": [["a", 0.3, BOX], item, ["b", 0.2, BOX]]}
    assert [d.label for d in read_detections(reply)] == ["a", "b"]


@pytest.mark.parametrize(
    "confidence",
    [
        *(True, False, None, "0.5", [0.5], math.nan, math.inf, -math.inf),
        *(-0.001, 1.001, 10**400),
    ],
)
def test_a_confidence_that_is_no_number_from_0_to_1(confidence: object) -> None:
    assert read_detections({"detections": [["failure", confidence, BOX]]}) == ()


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("value", [math.nan, math.inf, True, None, "1", 10**400, [1]])
def test_a_box_with_a_part_that_is_no_number(part: int, value: Any) -> None:
    box = [*BOX[:part], value, *BOX[part + 1 :]]
    assert read_detections({"detections": [["failure", 0.5, box]]}) == ()


@pytest.mark.parametrize(
    "box",
    [
        *(None, 5, [], BOX[:3], [*BOX, 5.0], [BOX, BOX], [[BOX]], [[]], "abcd"),
        *([9.0, 9.0, -1.0, 5.0], [9.0, 9.0, 5.0, -1.0]),
    ],
)
def test_a_box_of_the_wrong_shape(box: object) -> None:
    assert read_detections({"detections": [["failure", 0.5, box]]}) == ()


@pytest.mark.parametrize(
    ("label", "read"),
    [
        ("x" * 64, "x" * 64),
        ("x" * 65, "x" * 64),
        ("\0" * 100 + "late", "late"),
        ("a\nb\r\tc\x1b[31m", "abc[31m"),
        ("a\u202eb\u200bc\ud800d\u2028e", "abcde"),
        ("zwei Wörter ✓", "zwei Wörter ✓"),
        ("", ""),
    ],
)
def test_a_label_is_fit_for_a_log_line(label: str, read: str) -> None:
    assert read_one([label, 0.5, BOX]).label == read


# -- frame score --------------------------------------------------------------------------


def test_no_detection_scores_zero() -> None:
    assert frame_score(()) == 0.0


def test_the_frame_score_is_the_sum_of_the_confidences_and_may_exceed_1() -> None:
    detections = [Detection("failure", c, READ_BOX) for c in (0.9, 0.8, 0.1)]
    assert frame_score(detections) == pytest.approx(1.8, abs=1e-15)


# -- clipping -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("box", "clipped"),
    [
        (Box(50, 40, 20, 10), Box(50, 40, 20, 10)),
        (Box(50, 40, 100, 80), Box(50, 40, 100, 80)),
        (Box(0, 40, 20, 10), Box(5, 40, 10, 10)),
        (Box(95, 40, 20, 10), Box(92.5, 40, 15, 10)),
        (Box(50, 80, 20, 10), Box(50, 77.5, 20, 5)),
        (Box(50, 1, 20, 10), Box(50, 3, 20, 6)),
        (Box(50, 40, 1e308, 1.7e308), Box(50, 40, 100, 80)),
        (Box(-1e308, 1.7e308, 1e308, 1e308), Box(0, 80, 0, 0)),
        (Box(300, 40, 20, 10), Box(100, 40, 0, 10)),
    ],
)
def test_a_box_is_cut_to_the_picture(box: Box, clipped: Box) -> None:
    (detection,) = clip_boxes([Detection("failure", 0.4, box)], 100, 80)
    assert detection == Detection("failure", 0.4, clipped)


# -- the height bug -----------------------------------------------------------------------

WIDTH, HEIGHT = 1280, 720
FULL_FRAME_BY_ONNX = Detection("failure", 0.9, Box(640, 360, 1280, 1280))
SMALL = Detection("failure", 0.5, Box(640, 360, 128, 128))
SMALL_CORRECTED = Detection("failure", 0.5, Box(640, 360, 128, 72))


def frames_of(heights: BoxHeights, detection: Detection, count: int) -> None:
    for _ in range(count):
        heights.correct([detection], WIDTH, HEIGHT)


def test_heights_are_trusted_at_first() -> None:
    assert BoxHeights().correct([SMALL], WIDTH, HEIGHT) == (SMALL,)


def test_two_tall_frames_prove_nothing() -> None:
    heights = BoxHeights()
    frames_of(heights, FULL_FRAME_BY_ONNX, 2)
    assert heights.correct([SMALL], WIDTH, HEIGHT) == (SMALL,)


def test_from_the_third_tall_frame_on_all_heights_are_corrected() -> None:
    heights = BoxHeights()
    frames_of(heights, FULL_FRAME_BY_ONNX, 2)
    frames_of(heights, SMALL, 5)
    third = heights.correct([FULL_FRAME_BY_ONNX, SMALL], WIDTH, HEIGHT)
    assert third == (
        Detection("failure", 0.9, Box(640, 360, 1280, 720)),
        SMALL_CORRECTED,
    )
    assert heights.correct([SMALL], WIDTH, HEIGHT) == (SMALL_CORRECTED,)


def test_one_frame_counts_once_however_many_tall_boxes_it_has() -> None:
    heights = BoxHeights()
    heights.correct([FULL_FRAME_BY_ONNX] * 5, WIDTH, HEIGHT)
    assert not heights.are_wrong


@pytest.mark.parametrize(
    ("height", "is_proof"),
    [(792.0, False), (792.1, True), (1280.4, True), (1281.0, False), (5000.0, False)],
)
def test_only_a_tall_box_that_fits_once_scaled_is_proof(
    height: float, is_proof: bool
) -> None:
    heights = BoxHeights()
    frames_of(heights, Detection("failure", 0.9, Box(640, 360, 300, height)), 3)
    assert heights.are_wrong is is_proof


def test_in_a_portrait_picture_heights_come_too_small_and_grow() -> None:
    heights = BoxHeights()
    frames_of(heights, FULL_FRAME_BY_ONNX, 3)
    flat = Detection("failure", 0.5, Box(360, 640, 100, 90))
    (corrected,) = heights.correct([flat], 720, 1280)
    assert corrected.box == Box(360, 640, 100, 160)


def test_boxes_are_clipped_whether_corrected_or_not() -> None:
    (clipped,) = BoxHeights().correct([FULL_FRAME_BY_ONNX], WIDTH, HEIGHT)
    assert clipped.box == Box(640, 360, 1280, 720)


def test_what_was_learnt_survives_storage() -> None:
    heights = BoxHeights()
    frames_of(heights, FULL_FRAME_BY_ONNX, 2)
    restored = BoxHeights.from_state(json.loads(json.dumps(heights.state())))
    assert not restored.are_wrong
    frames_of(restored, FULL_FRAME_BY_ONNX, 1)
    assert restored.are_wrong


@pytest.mark.parametrize(
    "state",
    [
        *(None, {}, [], "x"),
        *({"tall_frames": bad} for bad in (None, "3", -1, 2.5, math.nan)),
    ],
)
def test_a_damaged_memory_of_heights_starts_anew(state: object) -> None:
    assert BoxHeights.from_state(state).state() == BoxHeights().state()


def test_a_stored_count_beyond_proof_is_proof() -> None:
    assert BoxHeights.from_state({"tall_frames": 10**400}).are_wrong
