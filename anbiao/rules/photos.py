"""What may happen to a photograph, and what may be drawn over it."""

from collections.abc import Mapping, Sequence

from anbiao.rules.machine import Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, Refused

PHOTO = Machine(
    name="photo",
    label=N_("Photo"),
    initial="waiting",
    states=(
        State("waiting", N_("Being prepared"), "doing"),
        State("ready", N_("Can be seen"), "done"),
        State("unreadable", N_("Cannot be read"), "off"),
    ),
    # Both steps are the program's own: no door leads to them.
    steps=(
        Step("develop", N_("Make the copies"), frozenset({"waiting"}), "ready", "develop photo"),
        Step("give_up", N_("Mark as unreadable"), frozenset({"waiting"}), "unreadable", "develop photo", needs_note=True),
    ),
)  # fmt: skip

MOST_SHAPES = 40
LONGEST_TEXT = 60
# kind: the relative coordinates that it consists of; 0 is the left or upper edge of the upright picture, 1 the other.
COORDINATES: Mapping[str, tuple[str, ...]] = {
    "circle": ("x", "y", "rx", "ry"),
    "arrow": ("x1", "y1", "x2", "y2"),
    "text": ("x", "y"),
}

Shape = dict[str, str | float]


def annotation(given: object) -> list[Shape]:
    """The shapes drawn over a photo, as they are kept: circle, arrow and text with coordinates from 0 to 1.

    `given` is a list of mappings as a device sends it. Coordinates are rounded to a ten-thousandth. Raises Refused at the first
    shape that is none, with its number; unknown keys are refused, so that nothing is kept that nobody reads.
    """
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise _refused("annotation-not-a-list", N_("The drawing over the photo is not a list of shapes."))
    if len(given) > MOST_SHAPES:
        text = N_("At most {most} shapes can be drawn over a photo; these are {number}. Take some away.")
        raise _refused("annotation-too-long", text, most=str(MOST_SHAPES), number=str(len(given)))
    return [_shape(shape, number) for number, shape in enumerate(given, start=1)]


def _shape(given: object, number: int) -> Shape:
    kind = given.get("kind") if isinstance(given, Mapping) else None
    names = COORDINATES.get(kind) if isinstance(kind, str) else None
    if not isinstance(given, Mapping) or not isinstance(kind, str) or names is None:
        text = N_("Shape {number} over the photo is neither circle, arrow nor text.")
        raise _refused("annotation-kind", text, number=str(number))
    texts = ("text",) if kind == "text" else ()
    if set(given) != {"kind", *names, *texts}:
        text = N_("Shape {number} over the photo lacks something, or has something that no such shape has.")
        raise _refused("annotation-keys", text, number=str(number))
    kept: Shape = {"kind": kind}
    kept.update((name, _coordinate(given[name], number)) for name in names)
    if texts:
        kept["text"] = _words(given["text"], number)
    return kept


def _coordinate(value: object, number: int) -> float:
    # NaN is refused too: it is in no order with 0 and 1.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        text = N_("Shape {number} over the photo reaches beyond its edge.")
        raise _refused("annotation-beyond", text, number=str(number))
    return round(float(value), 4)


def _words(value: object, number: int) -> str:
    words = " ".join(value.split()) if isinstance(value, str) else ""
    if not words or len(words) > LONGEST_TEXT or not words.isprintable():
        text = N_("The text of shape {number} over the photo is empty or longer than {most} characters.")
        raise _refused("annotation-text", text, number=str(number), most=str(LONGEST_TEXT))
    return words


def _refused(code: str, text: str, **params: str) -> Refused:
    return Refused(Refusal(code, text, params, field="annotation"))
