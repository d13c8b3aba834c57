"""Pictures of rooms that do not exist, for the demonstration, the bench and the tests: each number draws another."""

from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

Point = tuple[float, float]


def room(number: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A room, another for each number and the same for the same: wall, floor, shelves with boxes, pipes, lamps, grain of a camera."""
    random = Random(number)  # noqa: S311 - a picture, no secret
    image = Image.new("RGB", size, _shade(random, 90, 230))
    drawn = Drawn(random, ImageDraw.Draw(image), *size)
    drawn.floor()
    for _ in range(random.randint(2, 5)):
        drawn.shelf()
    for _ in range(random.randint(1, 4)):
        drawn.pipe()
    for _ in range(random.randint(1, 5)):
        drawn.lamp()
    grain = Image.frombytes("L", size, random.randbytes(size[0] * size[1])).convert("RGB")
    return Image.blend(image, grain, random.uniform(0.01, 0.08))


@dataclass
class Drawn:
    """The room that is being drawn."""

    random: Random
    draw: ImageDraw.ImageDraw
    width: int
    height: int

    def floor(self) -> None:
        """Up to half of the picture."""
        left = self.height * self.random.uniform(0.55, 0.85)
        right = left * self.random.uniform(0.9, 1.1)
        edge = [(0.0, left), (float(self.width), right), (self.width, self.height), (0, self.height)]
        self.draw.polygon(edge, fill=_shade(self.random, 40, 150))

    def shelf(self) -> None:
        """Somewhere on the wall, with rows of boxes."""
        left, top = self.random.uniform(-0.1, 0.8) * self.width, self.random.uniform(0, 0.6) * self.height
        wide, high = self.random.uniform(0.1, 0.4) * self.width, self.random.uniform(0.15, 0.5) * self.height
        frame = (left, top, left + wide, top + high)
        self.draw.rectangle(
            frame, fill=_shade(self.random, 30, 220), outline=_shade(self.random, 0, 90), width=3
        )
        for row in range(self.random.randint(2, 4)):
            for column in range(self.random.randint(2, 5)):
                x, y = left + wide * (column + 0.15) / 5, top + high * (row + 0.2) / 4
                box = (x, y, x + wide * self.random.uniform(0.05, 0.16), y + high * 0.18)
                self.draw.rectangle(box, fill=_shade(self.random, 0, 255))

    def pipe(self) -> None:
        """From anywhere to anywhere."""
        start, end = self._point(), self._point()
        thick = self.random.randint(3, 14)
        self.draw.line((*start, *end), fill=_shade(self.random, 0, 255), width=thick)

    def lamp(self) -> None:
        """Round, small or large."""
        (x, y), radius = self._point(), self.random.uniform(0.02, 0.12) * self.width
        self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_shade(self.random, 60, 255))

    def _point(self) -> Point:
        return self.random.uniform(0, self.width), self.random.uniform(0, self.height)


def _shade(random: Random, low: int, high: int) -> tuple[int, int, int]:
    return random.randint(low, high), random.randint(low, high), random.randint(low, high)
