"""Why a number of the board is what it is: how it is counted, of what, for which place and day, when, and the list behind it."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext

from anbiao.kit.register.columns import said_colour
from anbiao.kit.templatetags.kit import say_moment
from anbiao.oversight.board_page.sheets import listed
from anbiao.oversight.figures import STATE, figure_named
from anbiao.oversight.queries.figures import Value
from anbiao.rules.colours import COLOURS

if TYPE_CHECKING:
    from anbiao.oversight.board_page import Board


def why(board: "Board", code: str) -> dict[str, Any]:
    """The reasons of a figure, each with its head, and the lists of today behind it."""
    figure = figure_named(code)
    sum_ = _sum(board.values[code])
    return {
        "told": [
            (gettext("Formula"), gettext(figure.formula) + (f" {sum_}" if sum_ else "")),
            (gettext("Counted of"), gettext(figure.scope)),
            *_around(board, is_state=figure.period == STATE),
        ],
        "links": _links(board, code),
    }


def four(board: "Board") -> dict[str, Any]:
    """The same for the four colours together."""
    told = [(said_colour(code), gettext(figure_named(code).formula)) for code in COLOURS]
    place = {"town": board.part.region, "sector": board.asked.sector}
    links = [(said_colour(code), listed("enterprises", colour=code, **place)) for code in COLOURS]
    return {"told": [*told, *_around(board, is_state=True)], "links": links if board.is_today else []}


def _sum(value: Value) -> str:
    """1,126 ÷ 3,000 = 37.53%; "" where nothing is divided."""
    if value.of is None:
        return ""
    rate = "—" if value.rate is None else f"{value.rate}%"
    return f"{value.number:,} ÷ {value.of:,} = {rate}"


def _around(board: "Board", *, is_state: bool) -> list[tuple[str, str]]:
    when = board.day.isoformat() if is_state else board.period
    return [
        (pgettext("figure", "For"), f"{board.title}; {when}"),
        (gettext("Counted at"), say_moment(board.counted.at, board.actor.today)),
    ]


def _links(board: "Board", code: str) -> list[tuple[str, str]]:
    """The lists of today; a past day has none of them."""
    if not board.is_today:
        return []
    place = {"town": board.part.region, "sector": board.asked.sector}
    units = (gettext("Units"), listed("enterprises", **place))
    hazards = (gettext("Hazard list"), listed("hazards", **place))
    return [hazards] if code in ("found", "rectified") else [units]
