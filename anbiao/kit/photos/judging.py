"""What a file is, by its content alone: JPEG, PNG, WebP or HEIC, how large, and where its picture ends. Decodes nothing.

Whatever a file is named, and whatever is glued behind its picture, does not count: what lies behind the end is never decoded,
copied or shown, only noted.
"""

from dataclasses import dataclass

from anbiao.kit.photos import heic, jpeg, png, webp
from anbiao.kit.photos.limits import Limits
from anbiao.kit.photos.outline import Animated, Cut, Outline
from anbiao.rules.refusal import N_, Refusal, Refused, Term


@dataclass(frozen=True)
class Kind:
    """What was judged: name ("jpeg", "png", "webp", "heic"), media type, pixels before turning upright, bytes of the picture
    and bytes behind it."""

    name: str
    media_type: str
    width: int
    height: int
    end: int
    trailing: int


OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", N_("a GIF picture")),
    (b"%PDF-", N_("a PDF document")),
    (b"PK\x03\x04", N_("a zip archive or an Office document")),
    (b"PK\x05\x06", N_("a zip archive or an Office document")),
    (b"\xd0\xcf\x11\xe0", N_("an Office document")),
    (b"BM", N_("a BMP picture")),
    (b"II*\0", N_("a TIFF or raw picture")),
    (b"MM\0*", N_("a TIFF or raw picture")),
)
FORMATS = {"jpeg": jpeg.outline, "png": png.outline, "webp": webp.outline, "heic": heic.outline}


def judge(content: bytes, *, limits: Limits = Limits()) -> Kind:  # noqa: B008
    """What the bytes are. Raises Refused with one sentence: nothing in it, too large, another kind, incomplete, animated."""
    if not content:
        raise _refused(
            "photo-empty", N_("The photo is empty: not a single byte arrived. Take it or choose it again.")
        )
    if len(content) > limits.bytes:
        text = N_(
            "The photo has more than {megabytes} MB. Make it smaller, or take it with a lower resolution."
        )
        raise _refused("photo-too-large", text, megabytes=str(limits.bytes // 1024 // 1024))
    name = _named(content)
    outline = _outline(name, content)
    if outline.width * outline.height > limits.pixels:
        text = N_("The photo has more than {millions} million pixels. Take it with a lower resolution.")
        raise _refused("photo-pixels", text, millions=str(limits.pixels // 1_000_000))
    trailing = len(content) - outline.end
    return Kind(name, f"image/{name}", outline.width, outline.height, outline.end, trailing)


def _outline(name: str, content: bytes) -> Outline:
    try:
        outline = FORMATS[name](content)
    except Animated as moving:
        text = N_("The picture moves. Send a photo, not an animation.")
        raise _refused("photo-animated", text) from moving
    except (Cut, IndexError) as cut:
        raise _refused("photo-truncated", TRUNCATED) from cut
    if not outline.width or not outline.height:
        raise _refused("photo-truncated", TRUNCATED)
    return outline


TRUNCATED = N_("The photo is damaged or did not arrive whole. Send it again; if that fails, take it again.")


def _named(content: bytes) -> str:
    """Which of the four formats. Raises Refused with the name of what it is instead."""
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp" and heic.is_heic(content):
        return "heic"
    text = N_("This is {found}, not a photo. Photos are JPEG, PNG, WebP or HEIC.")
    raise _refused("photo-kind", text, found=Term(_other(content)))


def _other(content: bytes) -> str:
    for magic, words in OTHERS:
        if content.startswith(magic):
            return words
    if content[4:8] == b"ftyp":
        return N_("an AVIF picture") if heic.is_avif(content) else N_("a video")
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<"):
        return N_("an SVG drawing") if b"<svg" in content[:4096].lower() else N_("a web page or XML file")
    return N_("a file of another kind")


def _refused(code: str, text: str, **params: str) -> Refused:
    return Refused(Refusal(code, text, params))
