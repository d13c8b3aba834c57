"""Draws the mark (portal/mark.svg) as the square pictures that a phone shows for an installed app. Run it when the mark changes."""

from pathlib import Path

from PIL import Image, ImageDraw

TARGET = Path(__file__).resolve().parents[1] / "anbiao" / "portal" / "static" / "portal"
INK, PAPER = "#11505a", "#ffffff"
FINE = 4  # drawn so many times larger, then shrunk: smooth edges


def drawn(size: int, *, maskable: bool) -> Image.Image:
    """The mark of 20 units. A maskable one fills its square and keeps to the inner 60 %: phones cut it to their own shape."""
    whole = size * FINE
    picture = Image.new("RGBA", (whole, whole), PAPER if maskable else (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    unit = whole / 20 * (0.6 if maskable else 1)
    shift = whole * 0.2 if maskable else 0

    def at(*places: float) -> tuple[float, ...]:
        return tuple(shift + place * unit for place in places)

    pen.rounded_rectangle(at(0, 0, 20, 20), radius=4 * unit, fill=INK)
    pen.rounded_rectangle(at(2, 2, 18, 18), radius=2 * unit, fill=PAPER)
    pen.rectangle(at(5, 13, 15, 15), fill=INK)
    pen.rectangle(at(5, 8, 11, 10), fill=INK)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Writes the pictures that the manifest names (inspection/web/offline.py: ICONS)."""
    for size, purpose in ((192, "any"), (512, "any"), (512, "maskable")):
        drawn(size, maskable=purpose == "maskable").save(TARGET / f"app-{purpose}-{size}.png", optimize=True)


if __name__ == "__main__":
    main()
