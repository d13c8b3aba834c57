"""The copying process: limits itself, decodes one picture of a known kind, and hands back clean copies and what EXIF said.

Started by making.py as `python -I -S child.py SITE_PACKAGES PROJECT FILE KIND END LIMITS`: no environment, no site hooks, no
Django, no file written. Whatever a hostile picture does to a decoder, it does it here. The answer is a line of JSON, then
the bytes of view, thumb and grey one behind the other.
"""

import io
import json
import os
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __name__ == "__main__":
    sys.path[:] = [sys.argv[2], *sys.path, sys.argv[1]]

from anbiao.kit.photos.limits import Limits

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
_TRANSPARENT = ("RGBA", "LA", "PA", "La", "RGBa")


def main(arguments: list[str]) -> None:
    """Copy one picture within the limits and write the answer to standard output."""
    path, kind, end, numbers = arguments
    limits = Limits(*json.loads(numbers))
    os.nice(10)  # copies never hold up who waits for an answer
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    told, parts = answer(Path(path), kind=kind, end=int(end), limits=limits)
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    for part in parts:
        sys.stdout.buffer.write(part)


def answer(path: Path, *, kind: str, end: int, limits: Limits) -> tuple[dict[str, Any], list[bytes]]:
    """What was found and the copies, or {"refused": code} alone. Never raises on account of the picture."""
    try:
        with path.open("rb") as file:
            return copies(file.read(end), kind=kind, limits=limits)
    except MemoryError:
        return {"refused": "photo-too-heavy"}, []
    except Exception as problem:
        return {"refused": "photo-undecodable", "why": repr(problem)[:300]}, []


def copies(content: bytes, *, kind: str, limits: Limits) -> tuple[dict[str, Any], list[bytes]]:
    """View and thumb as JPEG, a small grey one as plain pixels, and the size and EXIF of the original."""
    from PIL import Image

    from anbiao.kit.photos import exif

    Image.MAX_IMAGE_PIXELS = limits.pixels
    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
    with Image.open(io.BytesIO(content), formats=(_FORMATS[kind],)) as original:
        width, height = original.size
        if width * height > limits.pixels:
            return {"refused": "photo-too-heavy"}, []
        said = exif.read(original)
        if kind == "jpeg":
            original.draft(None, (limits.view, limits.view))  # decodes no finer than is needed
        original.load()
        view = _clean(_upright(_small(original, limits.view), said.get("orientation", 1)))
    thumb = view.copy()
    thumb.thumbnail((limits.thumb, limits.thumb), Image.Resampling.HAMMING)
    grey = view.convert("L").resize((limits.grey, limits.grey), Image.Resampling.BOX)
    if said.get("orientation", 1) >= 5:
        width, height = height, width
    parts = [_jpeg(view, limits.quality), _jpeg(thumb, limits.quality), grey.tobytes()]
    return {"width": width, "height": height, "exif": said, "sizes": [len(part) for part in parts]}, parts


def _small(image: "Image", side: int) -> "Image":
    """At most so long and wide, in eight bits a sample, transparent parts white, colours as a screen shows them."""
    from PIL.Image import Resampling

    profile = image.info.get("icc_profile")
    plain = _eight_bit(image)
    plain.thumbnail((side, side), Resampling.HAMMING, reducing_gap=3.0)
    return _in_srgb(_on_white(plain), profile)


def _eight_bit(image: "Image") -> "Image":
    """Sixteen bits a sample brought to eight by their upper half; a palette by its colours."""
    if image.mode.startswith("I") or image.mode == "F":
        return image.convert("I").point(lambda sample: sample * (1 / 256)).convert("L")
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    return image.convert("RGB") if image.mode not in ("RGB", "L", "CMYK", *_TRANSPARENT) else image


def _on_white(image: "Image") -> "Image":
    """What is transparent shows white, as on the pages where such pictures come from."""
    from PIL import Image

    if image.mode not in _TRANSPARENT:
        return image
    solid = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", solid.size, "white"), solid).convert("RGB")


def _in_srgb(image: "Image", profile: bytes | None) -> "Image":
    """Colours as a screen without the profile shows them; a profile that cannot be used is left out."""
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        done = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return image if done is None else done


def _upright(image: "Image", orientation: int) -> "Image":
    """Turned and mirrored as EXIF asks (1 to 8)."""
    from PIL.Image import Transpose as To

    turns = {
        2: To.FLIP_LEFT_RIGHT, 3: To.ROTATE_180, 4: To.FLIP_TOP_BOTTOM, 5: To.TRANSPOSE, 6: To.ROTATE_270, 7: To.TRANSVERSE,
        8: To.ROTATE_90,
    }  # fmt: skip
    return image.transpose(turns[orientation]) if orientation in turns else image


def _clean(image: "Image") -> "Image":
    """A new image of the pixels alone: neither EXIF nor comment nor profile comes along."""
    from PIL import Image

    solid = image.convert("RGB")
    return Image.frombytes("RGB", solid.size, solid.tobytes())


def _jpeg(image: "Image", quality: int) -> bytes:
    made = io.BytesIO()
    image.save(made, "JPEG", quality=quality, optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    main(sys.argv[3:])
