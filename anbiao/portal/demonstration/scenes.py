"""Pictures of the demonstration: flat scenes of places that do not exist, drawn when they are needed, never photographed.

Each says so in its foot. A scene is drawn before and after rectification, each time from another point of view and in another light:
what two people photograph is never the same picture.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFont

WIDTH, HEIGHT = 480, 360
FOOT = 24
MARK = "演示画面，非实景"
GRAIN = 0.07
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
        self.draw.text(self._at(x, y), text, font=_font(size), fill=colour, anchor="mm")

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


# ---------- scenes: before (fixed is false) and after ----------


def _exit(view: View, fixed: bool) -> None:
    view.box(32, 14, 36, 56, (143, 153, 158), line=BLACK)
    view.line((50, 14), (50, 70), width=2)
    view.box(38, 4, 24, 8, GREEN)
    view.words(50, 8, "安全出口")
    if fixed:
        view.shape((26, 72), (74, 72), (82, 92), (18, 92), colour=(206, 178, 66))
        view.shape((31, 74), (69, 74), (75, 90), (25, 90), colour=(182, 186, 184))
        return
    for x, y, w, h in (
        (30, 82, 22, 24),
        (50, 80, 24, 32),
        (38, 60, 18, 18),
        (24, 92, 16, 16),
        (60, 94, 20, 18),
    ):
        view.any_box(x, y, w, h)


def _extinguishers(view: View, fixed: bool) -> None:
    number = view.random.randint(2, 4)
    for place in range(number):
        x = 50 - number * 8 + place * 16
        view.box(x, 38, 10, 32, (176, 40, 38) if fixed else (150, 62, 56), line=BLACK)
        view.box(x + 3, 32, 4, 6, BLACK)
        view.round(x + 5, 44, 2.4, GREEN if fixed else (120, 20, 20), line=WHITE)
        view.box(x + 2, 52, 6, 9, WHITE if fixed else (204, 190, 150))
    if fixed:
        view.box(30, 71, 40, 3, YELLOW)
        view.words(50, 22, "灭火器", colour=RED, size=24)
    else:
        view.any_box(62, 76, 22, 26)


def _panel(view: View, fixed: bool) -> None:
    view.box(36, 18, 28, 44, (150, 158, 162), line=BLACK)
    if fixed:
        view.shape((50, 26), (56, 38), (44, 38), colour=YELLOW)
        view.words(50, 48, "有电危险", colour=BLACK, size=15)
        view.line((30, 76), (70, 76), colour=YELLOW, width=6)
        return
    view.box(39, 22, 22, 36, (58, 62, 66))
    for row in range(3):
        for column in range(4):
            view.box(41 + column * 5, 26 + row * 10, 3.4, 6, (226, 226, 220))
    for _ in range(5):
        x = view.random.uniform(40, 60)
        view.line(
            (x, 56),
            (x + view.random.uniform(-16, 16), 86),
            colour=view.random.choice((RED, BLUE, BLACK)),
            width=2,
        )
    view.any_box(28, 88, 20, 22)
    view.any_box(52, 90, 22, 18)


def _machine(view: View, fixed: bool) -> None:
    view.box(28, 34, 44, 38, (70, 112, 104), line=BLACK)
    view.box(36, 22, 28, 14, (60, 96, 90), line=BLACK)
    view.round(50, 52, 10, STEEL, line=BLACK)
    view.round(68, 56, 5, STEEL, line=BLACK)
    view.line((50, 43), (68, 51), width=4)
    view.line((50, 62), (68, 61), width=4)
    if fixed:
        view.box(37, 40, 38, 26, (214, 176, 60), line=BLACK)
        for x in range(40, 75, 4):
            view.line((x, 40), (x, 66), colour=(150, 120, 30), width=1)
    view.box(76, 48, 10, 12, (220, 222, 220), line=BLACK)
    view.round(81, 53, 2.6, RED if fixed else BLACK)


def _pool(view: View, fixed: bool) -> None:
    view.shape((26, 78), (74, 78), (82, 94), (18, 94), colour=(62, 76, 74))
    view.shape((32, 80), (68, 80), (74, 91), (26, 91), colour=(44, 60, 54))
    if not fixed:
        view.box(70, 64, 14, 5, STEEL)
        view.line((22, 60), (30, 78), colour=(90, 84, 70), width=5)
        return
    for x in (18, 34, 50, 66, 82):
        view.line((x, 58), (x, 78), colour=YELLOW, width=5)
    view.line((18, 62), (82, 62), colour=YELLOW, width=5)
    view.line((18, 70), (82, 70), colour=YELLOW, width=4)
    view.box(36, 24, 28, 22, WHITE, line=RED)
    view.words(50, 31, "有限空间", colour=RED, size=19)
    view.words(50, 40, "未经审批 严禁进入", colour=BLACK, size=11)


def _barrels(view: View, fixed: bool) -> None:
    places = (
        ((24, 78), (40, 80), (58, 79), (72, 84))
        if fixed
        else ((18, 80), (34, 88), (50, 76), (62, 92), (78, 82))
    )
    if fixed:
        view.box(16, 82, 74, 6, (96, 104, 110), line=BLACK)
    for x, y in places:
        colour = view.random.choice((BLUE, (70, 120, 90), (176, 88, 44)))
        view.box(x, y - 26, 14, 26, colour, line=BLACK)
        view.line((x, y - 17), (x + 14, y - 17), width=1)
        if fixed:
            view.box(x + 3, y - 15, 8, 8, WHITE)
        else:
            view.box(x + 1, y - 27, 12, 3, (30, 34, 36))
    if fixed:
        view.words(50, 24, "化学品暂存区", colour=BLACK, size=20)


def _dust(view: View, fixed: bool) -> None:
    view.line((-20, 22), (120, 26), colour=(140, 148, 152), width=34)
    view.line((70, 26), (70, 64), colour=(130, 138, 142), width=22)
    view.box(54, 60, 32, 12, (96, 104, 108), line=BLACK)
    if fixed:
        view.box(12, 36, 24, 34, (112, 132, 140), line=BLACK)
        view.words(24, 52, "除尘", size=18)
        return
    for _ in range(60):
        x, y = view.random.uniform(0, 100), view.random.choice((16, 58, 74, 84)) + view.random.uniform(-2, 4)
        view.round(x, y, view.random.uniform(0.8, 3), (206, 186, 150))


def _stacks(view: View, fixed: bool) -> None:
    lean = 0 if fixed else view.random.choice((-1, 1)) * view.random.uniform(1.4, 2.6)
    for column in range(4):
        for row in range(3 if fixed else view.random.randint(3, 5)):
            x, y = 14 + column * 19 + lean * row, 84 - row * 15
            view.any_box(x, y, 16, 14)
    if fixed:
        view.line((8, 90), (94, 90), colour=YELLOW, width=6)
        view.box(76, 10, 16, 9, WHITE, line=RED)
        view.words(84, 14.5, "限高", colour=RED, size=15)


def _gas(view: View, fixed: bool) -> None:
    view.box(10, 46, 40, 26, (196, 200, 202), line=BLACK)
    view.round(22, 46, 5, BLACK)
    view.round(38, 46, 5, BLACK)
    view.box(68, 48, 14, 30, (150, 160, 168), line=BLACK)
    view.box(72, 42, 6, 6, STEEL)
    hose = (212, 120, 40) if not fixed else (170, 174, 176)
    view.line((75, 44), (66, 38), (56, 58), (50, 56), colour=hose, width=5)
    if fixed:
        view.box(60, 12, 12, 10, WHITE, line=BLACK)
        view.round(66, 17, 2, GREEN)
        view.line((64, 80), (88, 80), colour=YELLOW, width=5)


def _bikes(view: View, fixed: bool) -> None:
    view.box(36, 8, 30, 62, (120, 126, 130), line=BLACK)
    if fixed:
        view.box(40, 24, 22, 16, WHITE, line=RED)
        view.words(51, 29, "禁止停放", colour=RED, size=15)
        view.words(51, 36, "电动自行车", colour=RED, size=12)
        return
    for x in (14, 44, 70):
        view.round(x, 84, 6, (60, 62, 64), line=BLACK)
        view.round(x + 18, 84, 6, (60, 62, 64), line=BLACK)
        view.line((x, 84), (x + 8, 72), (x + 18, 84), colour=view.random.choice((RED, BLUE, GREEN)), width=6)
        view.line((x + 14, 64), (x + 18, 84), width=4)
    view.line((24, 72), (30, 40), (88, 30), colour=BLACK, width=3)


def _sign(view: View, fixed: bool) -> None:
    view.box(22, 40, 56, 32, (150, 158, 162), line=BLACK)
    if fixed:
        view.box(34, 10, 32, 24, YELLOW, line=BLACK)
        view.words(50, 18, "当心危险", colour=BLACK, size=21)
        view.words(50, 28, "岗位风险告知", colour=BLACK, size=13)
        return
    view.box(36, 12, 28, 20, (222, 214, 186), line=(170, 160, 130))
    view.line((38, 30), (60, 14), colour=(190, 180, 150), width=4)


def _papers(view: View, fixed: bool) -> None:
    view.box(8, 60, 84, 6, (140, 104, 70), line=BLACK)
    for place in range(2 + view.random.randint(0, 2)):
        x = 16 + place * 20 + view.random.uniform(-3, 3)
        view.box(x, 28, 16, 31, WHITE, line=STEEL)
        for row in range(7):
            view.line((x + 2, 32 + row * 3.6), (x + 13, 32 + row * 3.6), colour=STEEL, width=1)
            if fixed:
                view.line((x + 10, 31 + row * 3.6), (x + 13, 33 + row * 3.6), colour=GREEN, width=2)
    if fixed:
        view.round(84, 44, 6, (200, 60, 54), line=RED)


def _truck(view: View, fixed: bool) -> None:
    view.box(30, 50, 34, 22, (222, 150, 40), line=BLACK)
    view.box(36, 26, 22, 24, (236, 238, 236), line=BLACK)
    view.round(38, 76, 7, BLACK)
    view.round(58, 76, 7, BLACK)
    view.box(68, 24, 4, 52, BLACK)
    view.box(70, 72, 18, 3, BLACK)
    if fixed:
        view.box(44, 54, 12, 8, WHITE, line=GREEN)
        view.words(50, 58, "检验合格", colour=GREEN, size=9)
    else:
        view.any_box(70, 71, 18, 20)
        view.any_box(71, 52, 17, 20)


def _work(view: View, fixed: bool) -> None:
    for x in (18, 42, 66, 90):
        view.line((x, 0), (x, 80), colour=STEEL, width=5)
    for y in (14, 40, 64):
        view.line((10, y), (96, y), colour=(150, 126, 80), width=7)
    if fixed:
        for y in (6, 30, 54):
            view.line((10, y), (96, y), colour=YELLOW, width=4)
        view.shape((14, 6), (92, 6), (92, 36), (14, 36), colour=(92, 138, 104))
    else:
        view.line((18, 14), (66, 64), colour=STEEL, width=3)


def _plan(view: View, _fixed: bool) -> None:
    view.box(-30, -60, 180, 200, (250, 250, 247))
    for x, y, w, h, words in (
        (8, 8, 40, 34, "成型车间"), (50, 8, 42, 34, "裁断车间"), (8, 44, 26, 32, "胶水暂存间"), (36, 44, 30, 32, "成品仓"), (68, 44, 24, 32, "污水池"),
    ):  # fmt: skip
        view.box(x, y, w, h, (250, 250, 247), line=BLACK)
        view.words(x + w / 2, y + h / 2, words, colour=BLACK, size=16)
    view.words(50, 84, "厂区平面图（虚构）", colour=BLACK, size=14)


SCENES: Mapping[str, Callable[[View, bool], None]] = {
    "exit": _exit, "extinguishers": _extinguishers, "panel": _panel, "machine": _machine, "pool": _pool, "barrels": _barrels,
    "dust": _dust, "stacks": _stacks, "gas": _gas, "bikes": _bikes, "sign": _sign, "papers": _papers, "truck": _truck,
    "work": _work, "plan": _plan,
}  # fmt: skip


def picture(scene: str, *, seed: str, fixed: bool, at: datetime, caption: str = "") -> bytes:
    """A scene as a JPEG with the time in its foot and in its EXIF; the same seed draws the same. KeyError for an unknown scene."""
    random = Random(f"{scene} {fixed} {seed}")  # noqa: S311 - a picture, no secret
    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    view = View(random, draw)
    view.begin()
    if scene == "plan":
        view.floor_at, view.shift, view.zoom = 74, 0, 0.96
    SCENES[scene](view, fixed)
    image = Image.blend(
        image, ImageChops.offset(_grain(), random.randrange(WIDTH), random.randrange(HEIGHT)), GRAIN
    )
    if random.random() < 0.5 and scene != "plan":
        image = image.resize((WIDTH, HEIGHT), box=(6, 4, WIDTH - 10, HEIGHT - 8))
    foot = ImageDraw.Draw(image)
    foot.rectangle((0, HEIGHT - FOOT, WIDTH, HEIGHT), fill=BLACK)
    told = f"{MARK}　{at:%Y-%m-%d %H:%M}　{caption}"
    foot.text((8, HEIGHT - FOOT / 2), told, font=_font(13), fill=WHITE, anchor="lm")
    return _jpeg(image, at)


def signature(*, seed: str) -> bytes:
    """Something that was signed on a screen, as a PNG: a name that nobody can read."""
    random = Random(f"signature {seed}")  # noqa: S311
    image = Image.new("L", (320, 120), 255)
    draw = ImageDraw.Draw(image)
    x, y = 24.0, random.uniform(50, 70)
    for _ in range(random.randint(5, 8)):
        points = [(x, y)]
        for _ in range(random.randint(4, 7)):
            x, y = x + random.uniform(-6, 14), min(100, max(18, y + random.uniform(-26, 26)))
            points.append((x, y))
        draw.line(points, fill=30, width=4, joint="curve")
        x += random.uniform(2, 14)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def _jpeg(image: Image.Image, at: datetime) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Anbiao", "Demonstration"
    exif.get_ifd(0x8769).update(
        {0x9003: f"{at:%Y:%m:%d %H:%M:%S}", 0x9011: f"{at:%z}"[:3] + ":" + f"{at:%z}"[3:5]}
    )
    made = io.BytesIO()
    image.save(made, "JPEG", quality=80, exif=exif)
    return made.getvalue()


@lru_cache(maxsize=1)
def _grain() -> Image.Image:
    random = Random(7)  # noqa: S311
    return Image.frombytes("L", (WIDTH, HEIGHT), random.randbytes(WIDTH * HEIGHT)).convert("RGB")


@lru_cache(maxsize=16)
def _font(size: int) -> Any:
    """The font that ships for documents."""
    found = find_spec("pylopdf_fonts_zh_cn")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pylopdf_fonts_zh_cn")
    return ImageFont.truetype(str(Path(found.origin).parent / "NotoSansSC-Regular.otf"), size)


def sent_again(content: bytes) -> bytes:
    """The same picture once more, as a phone's album gives it: smaller, cut at the edges, without EXIF."""
    with Image.open(io.BytesIO(content)) as image:
        cut = image.convert("RGB").crop((8, 6, WIDTH - 8, HEIGHT - 6)).resize((400, 300))
    made = io.BytesIO()
    cut.save(made, "JPEG", quality=60)
    return made.getvalue()
