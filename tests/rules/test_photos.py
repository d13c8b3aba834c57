"""What may be drawn over a photo, and how a photo gets its state."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.photos import COORDINATES, LONGEST_TEXT, MOST_SHAPES, PHOTO, annotation
from anbiao.rules.refusal import Refused

CIRCLE = {"kind": "circle", "x": 0, "y": 1, "rx": 0.123456, "ry": 0.5}
ARROW = {"kind": "arrow", "x1": 0.1, "y1": 0.2, "x2": 0.3, "y2": 0.4}
TEXT = {"kind": "text", "x": 0.5, "y": 0.5, "text": "  通道\n堵塞 "}


def test_shapes_are_kept_plain() -> None:
    assert annotation([CIRCLE, ARROW, TEXT]) == [
        {"kind": "circle", "x": 0.0, "y": 1.0, "rx": 0.1235, "ry": 0.5},
        ARROW,
        {"kind": "text", "x": 0.5, "y": 0.5, "text": "通道 堵塞"},
    ]
    assert annotation([]) == []
    assert len(annotation([ARROW] * MOST_SHAPES)) == MOST_SHAPES


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "annotation-not-a-list"),
        ("circle", "annotation-not-a-list"),
        ({"kind": "circle"}, "annotation-not-a-list"),
        ([ARROW] * (MOST_SHAPES + 1), "annotation-too-long"),
        ([ARROW, None], "annotation-kind"),
        ([{"kind": "path", "d": "M0 0"}], "annotation-kind"),
        ([{"kind": ["circle"]}], "annotation-kind"),
        ([{**CIRCLE, "onload": "alert(1)"}], "annotation-keys"),
        ([{"kind": "circle", "x": 0.1}], "annotation-keys"),
        ([{**ARROW, "text": "x"}], "annotation-keys"),
        ([{**CIRCLE, "x": 1.01}], "annotation-beyond"),
        ([{**CIRCLE, "x": -0.01}], "annotation-beyond"),
        ([{**CIRCLE, "x": float("nan")}], "annotation-beyond"),
        ([{**CIRCLE, "x": True}], "annotation-beyond"),
        ([{**CIRCLE, "x": "0.5"}], "annotation-beyond"),
        ([{**TEXT, "text": " "}], "annotation-text"),
        ([{**TEXT, "text": "字" * (LONGEST_TEXT + 1)}], "annotation-text"),
        ([{**TEXT, "text": "a\x00b"}], "annotation-text"),
        ([{**TEXT, "text": "a\u202eb"}], "annotation-text"),
        ([{**TEXT, "text": 5}], "annotation-text"),
    ],
)  # fmt: skip
def test_what_is_no_shape_is_refused_with_its_number(given: object, code: str) -> None:
    with pytest.raises(Refused) as caught:
        annotation(given)
    (refusal,) = caught.value.refusals
    assert (refusal.code, refusal.field) == (code, "annotation")
    assert "{" not in str(caught.value)


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_whatever_a_device_sends_is_kept_plain_or_refused(sent: object) -> None:
    try:
        kept = annotation(sent)
    except Refused:
        return
    for shape in kept:
        assert all(0 <= shape[name] <= 1 for name in COORDINATES[str(shape["kind"])])  # type: ignore[operator]


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_is_kept_is_kept_as_it_is_when_it_comes_again(x: float, y: float) -> None:
    once = annotation([{"kind": "text", "x": x, "y": y, "text": "a"}])
    assert annotation(once) == once


@pytest.mark.parametrize("step", ["develop", "give_up"])
def test_only_a_waiting_photo_gets_copies_or_is_given_up(step: str) -> None:
    on = date(2026, 11, 23)
    assert PHOTO.refusals(step, state="waiting", facts={}, today=on) == ()
    for state in ("ready", "unreadable"):
        (refusal,) = PHOTO.refusals(step, state=state, facts={}, today=on)
        assert refusal.code == "step-not-from-here"
