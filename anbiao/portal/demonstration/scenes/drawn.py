"""The scenes: each before (fixed is false) and after rectification."""

from collections.abc import Callable, Mapping

from anbiao.portal.demonstration.scenes.view import (
    BLACK,
    BLUE,
    GREEN,
    RED,
    STEEL,
    WHITE,
    YELLOW,
    View,
)


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
