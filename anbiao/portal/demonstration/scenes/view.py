"""Where a scene stands: a wall and a floor seen from somewhere, and the things that stand about."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

from PIL import ImageDraw, ImageFont

WIDTH, HEIGHT = 480, 360
Colour = tuple[int, int, int]
WALLS: tuple[Colour, ...] = (
    (207, 213, 216), (214, 208, 196), (196, 207, 200), (188, 198, 212), (222, 216, 208), (176, 184, 182), (205, 196, 210),
)  # fmt: skip
FLOORS: tuple[Colour, ...] = (
    (170, 178, 182),
    (150, 146, 138),
    (128, 150, 134),
    (142, 152, 168),
    (164, 150, 132),
)
CARTONS: tuple[Colour, ...] = ((185, 143, 95), (199, 156, 105), (168, 127, 80), (176, 150, 112))
BLACK, WHITE, RED, GREEN = (40, 44, 48), (246, 247, 245), (170, 48, 44), (61, 122, 85)
YELLOW, STEEL, BLUE = (226, 184, 44), (128, 138, 144), (58, 96, 140)


@dataclass
class View:
    """A wall and a floor seen from somewhere. Places are given in hundredths of width and height; `random` moves them a little."""

    random: Random
    draw: ImageDraw.ImageDraw
    floor_at: float = 0
    shift: float = 0
    zoom: float = 1

    def begin(self) -> None:
        """Wall, floor, light, and whatever stands about."""
        self.floor_at = self.random.uniform(62, 76)
        self.shift, self.zoom = self.random.uniform(-14, 14), self.random.uniform(0.82, 1.22)
        self.draw.rectangle((0, 0, WIDTH, HEIGHT), fill=self._lit(self.random.choice(WALLS)))
        base = self.floor_at / 100 * HEIGHT
        self.draw.rectangle((0, base, WIDTH, HEIGHT), fill=self._lit(self.random.choice(FLOORS)))
        for about in self.random.sample(
            (self._window, self._pipe, self._lamps, self._notice, self._column), 3
        ):
            about()

    def _lit(self, colour: Colour) -> Colour:
        light = self.random.uniform(0.72, 1.08)
        return tuple(min(255, int(part * light)) for part in colour)  # type: ignore[return-value]

    def box(
        self, x: float, y: float, w: float, h: float, colour: Colour, *, line: Colour | None = None
    ) -> None:
        """A rectangle: left, top, width, height."""
        place = self._at(x, y) + self._at(x + w, y + h)
        self.draw.rectangle(place, fill=colour, outline=line, width=2 if line else 1)

    def round(self, x: float, y: float, radius: float, colour: Colour, *, line: Colour | None = None) -> None:
        """A disc about a point."""
        (left, top), size = self._at(x, y), radius / 100 * WIDTH * self.zoom
        self.draw.ellipse(
            (left - size, top - size, left + size, top + size), fill=colour, outline=line, width=2
        )

    def line(self, *points: tuple[float, float], colour: Colour = BLACK, width: int = 3) -> None:
        """A line through points."""
        self.draw.line([self._at(x, y) for x, y in points], fill=colour, width=width)

    def shape(self, *points: tuple[float, float], colour: Colour) -> None:
        """A filled polygon."""
        self.draw.polygon([self._at(x, y) for x, y in points], fill=colour)

    def words(self, x: float, y: float, text: str, *, size: int = 18, colour: Colour = WHITE) -> None:
        """A few words on a plate."""
        self.draw.text(self._at(x, y), text, font=font(size), fill=colour, anchor="mm")

    def _at(self, x: float, y: float) -> tuple[float, float]:
        across = 50 + self.shift + (x - 50) * self.zoom
        down = self.floor_at + (y - 70) * self.zoom
        return across / 100 * WIDTH, down / 100 * HEIGHT

    def any_box(self, x: float, y: float, w: float, h: float) -> None:
        """A carton with its tape."""
        w, h = w * self.random.uniform(0.85, 1.2), h * self.random.uniform(0.85, 1.2)
        x += self.random.uniform(-3, 3)
        self.box(x, y - h, w, h, self._lit(self.random.choice(CARTONS)), line=(120, 88, 56))
        self.line((x + w / 2, y - h), (x + w / 2, y - h * 0.6), colour=(232, 220, 196))

    # ---------- what stands about ----------

    def _window(self) -> None:
        x, y = self.random.uniform(-5, 80), self.random.uniform(0, 14)
        self.box(
            x,
            y,
            self.random.uniform(14, 26),
            self.random.uniform(16, 28),
            self._lit((212, 228, 236)),
            line=STEEL,
        )

    def _pipe(self) -> None:
        y, colour = self.random.uniform(-2, 20), self._lit(self.random.choice((RED, STEEL, BLUE)))
        self.line(
            (-40, y), (150, y + self.random.uniform(-6, 6)), colour=colour, width=self.random.randint(4, 9)
        )

    def _lamps(self) -> None:
        for x in range(self.random.randint(0, 12), 100, self.random.randint(22, 38)):
            self.box(x, self.random.uniform(-6, -2), 14, 3, (250, 248, 226))

    def _notice(self) -> None:
        x, y = self.random.choice((2, 84)), self.random.uniform(20, 40)
        self.box(x, y, 13, 18, WHITE, line=STEEL)
        for row in range(4):
            self.line(
                (x + 2, y + 4 + row * 3.4), (x + self.random.uniform(6, 11), y + 4 + row * 3.4), width=1
            )

    def _column(self) -> None:
        x = self.random.choice((-4.0, 91.0)) + self.random.uniform(-3, 3)
        self.box(x, -40, self.random.uniform(7, 11), 112, self._lit((158, 164, 168)))


@lru_cache(maxsize=16)
def font(size: int) -> Any:
    """The font that ships for documents."""
    found = find_spec("pylopdf_fonts_zh_cn")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pylopdf_fonts_zh_cn")
    return ImageFont.truetype(str(Path(found.origin).parent / "NotoSansSC-Regular.otf"), size)
