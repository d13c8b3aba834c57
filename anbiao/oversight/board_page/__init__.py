"""The progress board 进度看板 as its page, the wall screen and its workbooks show it: one counting, many tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import said_colour
from anbiao.kit.templatetags.kit import say_day
from anbiao.oversight.board_page import reasons, sheets
from anbiao.oversight.board_page.asked import BY, PERIODS, Asked, own_place
from anbiao.oversight.board_page.behind import Lists, Then, Today, alike, listed
from anbiao.oversight.board_page.ground import Ground, drawn
from anbiao.oversight.board_page.sheets import Sheet
from anbiao.oversight.figures import figure_named
from anbiao.oversight.queries import board as queries
from anbiao.oversight.queries.asked import Asked as Figures
from anbiao.oversight.queries.board import OpenOnes, Part, UnitItems, UnitLine
from anbiao.oversight.queries.figures import Counted, Table, by_week, count, table
from anbiao.programme.models import Campaign
from anbiao.programme.words import title_of
from anbiao.registry.queries import in_words, region_name, sector_name
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.colours import COLOURS
from anbiao.rules.hazards import OPEN

__all__ = ["BY", "PERIODS", "SHEETS", "Asked", "Board"]

CODES = (
    "surveyed", "created", "creation_rate", "three_lists", "three_lists_rate", "found", "rectified", "cohort_rate", "in_time_rate", "coloured",
    "red", "orange", "yellow", "blue", "overdue", "plan_rate", "tasks_late",
)  # fmt: skip
SHEETS = ("lines", "weeks", "heat", "ages", "kinds", "colours")
WORST = 3
CHOICES = {"region": _("Towns"), "bureau": _("Bureaus"), "sector": _("Sectors")}


@dataclass
class Board:
    """What one reader sees of one part of the district. Every table is counted once, when it is asked for."""

    actor: Actor
    asked: Asked

    # ---------- what is looked at ----------

    @cached_property
    def campaigns(self) -> list[Campaign]:
        """The campaigns that may be chosen. One query."""
        return queries.campaigns(self.actor)

    @cached_property
    def campaign(self) -> Campaign | None:
        """The campaign asked for, else the first one; None before any was launched."""
        named = [row for row in self.campaigns if row.serial == self.asked.campaign]
        return next(iter(named or self.campaigns), None)

    @cached_property
    def _bureau(self) -> Any:
        return (
            queries.bureau(self.actor, self.asked.at)
            if self.asked.at and not self.asked.at.isdigit()
            else None
        )

    @cached_property
    def part(self) -> Part:
        """The part of the district that is open."""
        own = self._bureau[1] if self._bureau else None
        chosen = frozenset({self.asked.sector}) if self.asked.sector else None
        both = (own & chosen if own is not None else chosen) if chosen is not None else own
        return Part(self.asked.at if self.asked.at.isdigit() else "", both)

    @cached_property
    def day(self) -> date:
        """The day as of whose end everything is counted."""
        return self.asked.day(self.actor)

    @property
    def is_today(self) -> bool:
        """True where the lists of today show what was counted."""
        return self.day == self.actor.today

    @cached_property
    def days(self) -> tuple[date, date]:
        """The period."""
        return self.asked.days(self.actor, self.campaign)

    @property
    def by(self) -> str:
        """By what the open part is cut; "" where its units stand. A bureau of a single sector is cut by towns at once."""
        found = self.asked.next_by
        return "region" if self._bureau and found == "sector" and len(self._bureau[1]) == 1 else found

    # ---------- what is counted ----------

    @cached_property
    def counting(self) -> Figures:
        """What is asked of the figures."""
        first, last = self.days
        campaign = self.campaign
        return Figures(
            first, last, self.day, self.actor.today, campaign.pk if campaign else None,
            campaign.starts_week.monday if campaign else date(self.day.year, 1, 1), self.part.region,
            tuple(sorted(self.part.sectors)) if self.part.sectors is not None else None,
            # Sums are kept while a campaign runs; what is over is counted from its facts.
            from_facts=campaign is not None and campaign.state != "running",
        )  # fmt: skip

    @cached_property
    def counted(self) -> Counted:
        """The measures of the part by town and sector. One statement for today, three for an earlier day."""
        told = [figure_named(code) for code in CODES]
        return count(self.actor, self.counting, {name for f in told for name in (f.number, f.of) if name})

    @cached_property
    def by_region(self) -> Table:
        """The figures by town."""
        return table(self.actor, self.counted, by="region")

    @cached_property
    def table(self) -> Table:
        """The figures by what the open part is cut."""
        return self.by_region if self.by in ("region", "") else table(self.actor, self.counted, by=self.by)

    @cached_property
    def by_week(self) -> Table | None:
        """Both lines of the campaign, over all of its weeks; None without one. One statement for today, two for an earlier day."""
        if self.campaign is None:
            return None
        first, last = self.campaign.starts_week.monday, self.campaign.ends_week.sunday
        return by_week(self.actor, replace(self.counting, first_on=first, until=last))

    @cached_property
    def open(self) -> list[OpenOnes]:
        """Open hazards by town, sector and age. One query."""
        return queries.open_ones(self.actor, self.part, self.day)

    @property
    def _behind(self) -> Lists:
        """The lists behind what is open."""
        return Today(self.part) if self.is_today else Then(self.part, self.counting, reasons.line_of(self))

    # ---------- the tables ----------

    @cached_property
    def lines(self) -> Sheet:
        """Towns, bureaus or sectors."""
        only = self._bureau[1] if self._bureau and self.by == "region" else ()
        return sheets.lines(self.table, replace(self.asked, sector=next(iter(only), self.asked.sector)))

    @cached_property
    def weeks(self) -> Sheet:
        """Plan and actual."""
        return sheets.weeks(self.by_week, self.day)

    @cached_property
    def heat(self) -> Sheet:
        """Open hazards by town and sector."""
        return sheets.heat(self.open, self._behind)

    @cached_property
    def ages(self) -> Sheet:
        """Open hazards by age."""
        return sheets.ages(self.open, self._behind)

    @cached_property
    def kinds(self) -> Sheet:
        """The commonest hazards of the period. One query."""
        return sheets.kinds(
            queries.kinds(self.actor, self.part, *self.days),
            lambda words: alike(self.part, words, *self.days),
        )

    @cached_property
    def colours(self) -> Sheet:
        """Towns by colour."""
        return sheets.colours(self.by_region, said_colour)

    def sheet(self, name: str) -> Sheet:
        """A table by its name, one of SHEETS."""
        found: Sheet = getattr(self, name)
        return found

    @cached_property
    def ground(self) -> Ground | None:
        """The small map. One query."""
        return drawn(self.actor.district, self.part.region, queries.dots(self.actor, self.part))

    @cached_property
    def units(self) -> tuple[list[UnitLine], int]:
        """The units furthest behind, and how many there are. Five queries; only where the part is cut no further."""
        return queries.units(self.actor, self.campaign, self.part)

    @cached_property
    def items(self) -> UnitItems | None:
        """The items of the open unit. At most five queries."""
        return queries.unit_items(self.actor, self.campaign, self.asked.unit) if self.asked.unit else None

    # ---------- words ----------

    @property
    def title(self) -> str:
        """洛江区 · 2026 年度提升行动; a street that sees only itself reads its own name."""
        place = pathwords(self.places[1:]) or region_name(own_place(self.actor) or self.actor.district)
        return f"{place} · {title_of(self.campaign)}" if self.campaign else place

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """District → town or bureau → sector, each with its address: the part that is counted."""
        found = [(region_name(self.actor.district), self.asked.url(at="", sector="", unit=None))]
        if self._bureau:
            office = self._bureau[0]
            found.append((in_words((office.name, office.name_en)), self.asked.url(sector="", unit=None)))
        elif self.part.region:
            found.append((region_name(self.part.region), self.asked.url(sector="", unit=None)))
        if self.asked.sector:
            found.append((sector_name(self.asked.sector), self.asked.url(unit=None)))
        return found

    @property
    def path(self) -> list[tuple[str, str]]:
        """The same, down to the unit that is open."""
        return [*self.places, *([(self.items.unit.name, self.asked.url())] if self.items else [])]

    @property
    def week(self) -> dict[str, int] | None:
        """Which week of the campaign the day lies in, of how many; None outside."""
        if self.campaign is None:
            return None
        first, last = self.campaign.starts_week, self.campaign.ends_week
        number, of = IsoWeek.of(self.day).since(first) + 1, last.since(first) + 1
        return {"number": number, "of": of} if 1 <= number <= of else None

    @property
    def period(self) -> str:
        """09-28–11-25."""
        first, last = (say_day(day, self.actor.today) for day in self.days)
        return f"{first}–{last}"

    @property
    def source(self) -> str:
        """What stands under a picture that leaves the page: where, as of when, counted when."""
        place = pathwords(self.places)
        return gettext("%(place)s; as of %(day)s; counted %(at)s; Anbiao") % {
            "place": place, "day": self.day.isoformat(), "at": f"{localtime(self.actor.now):%Y-%m-%d %H:%M}",
        }  # fmt: skip

    @cached_property
    def gap(self) -> int:
        """How many tasks behind the weeks that are over; negative for ahead."""
        return sheets.gap(self.by_week, self.day)

    @property
    def gap_words(self) -> str:
        """落后计划 54; "" for neither behind nor ahead."""
        if self.gap > 0:
            return gettext("%(number)s behind plan") % {"number": f"{self.gap:,}"}
        return gettext("%(number)s ahead of plan") % {"number": f"{-self.gap:,}"} if self.gap < 0 else ""

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """The figures of the whole part by code."""
        return self.table.total.values

    @cached_property
    def eight(self) -> list[dict[str, Any]]:
        """The eight numbers, each with what stands under it."""
        value = self.values
        notes = {
            "surveyed": gettext("to be created"),
            "created": ngettext("of %(number)s unit", "of %(number)s units", int(value["surveyed"].number)) % {"number": f"{value['surveyed'].number:,}"},
            "creation_rate": _plan_note(value["plan_rate"].rate),
            "three_lists": gettext("%(rate)s of the units") % {"rate": percent(value["three_lists_rate"].rate)},
            "found": self.period,
            "rectified": gettext("%(rate)s, in time %(timely)s") % {"rate": percent(value["cohort_rate"].rate), "timely": percent(value["in_time_rate"].rate)},
            "coloured": gettext("%(number)s without a colour") % {"number": f"{value['surveyed'].number - value['coloured'].number:,}"},
        }  # fmt: skip
        return [
            {
                "code": code, "label": gettext(figure_named(code).label), "note": note, "why": reasons.why(self, code),
                "words": percent(value[code].rate) if figure_named(code).of else f"{value[code].number:,}",
            }
            for code, note in notes.items()
        ]  # fmt: skip

    @cached_property
    def four(self) -> list[tuple[str, str, int]]:
        """The four colours: code, words, units."""
        return [(code, said_colour(code), int(self.values[code].number)) for code in COLOURS]

    @cached_property
    def four_why(self) -> dict[str, Any]:
        """What each colour counts."""
        return reasons.four(self)

    # ---------- the two minutes of a leader ----------

    @cached_property
    def is_leaders(self) -> bool:
        """True for whoever leads: what is behind, who, and what waits for an approval stand on top."""
        return any(grant.duty == "leader" for grant in self.actor.scope.allowing("read figure"))

    @cached_property
    def behind(self) -> list[dict[str, Any]]:
        """What is behind, each with its number and its list of today; empty where nothing is."""
        told = [
            (gettext("Tasks behind the weeks that are over"), self.gap, self._tasks("slipping", "late")),
            (gettext("Tasks late"), int(self.values["tasks_late"].number), self._tasks("late")),
            (gettext("Hazards overdue"), sum(row.overdue for row in self.open), self._hazards(late="late")),
            (gettext("Major hazards open"), sum(row.major for row in self.open), self._hazards(grade="major", state=sorted(OPEN))),
            (gettext("Red units"), int(self.values["red"].number), listed("enterprises", colour="red", town=self.part.region, sector=self.asked.sector)),
        ]  # fmt: skip
        return [
            {"label": label, "number": number, "url": url if self.is_today else ""}
            for label, number, url in told
            if number > 0
        ]

    def _tasks(self, *standing: str) -> str:
        serial = self.campaign.serial if self.campaign else ""
        return listed(
            "tasks",
            campaign=serial,
            standing=list(standing),
            town=self.part.region,
            sector=self.asked.sector,
        )

    def _hazards(self, **chosen: Any) -> str:
        return listed("hazards", town=self.part.region, sector=self.asked.sector, **chosen)

    @property
    def who(self) -> list[sheets.Row]:
        """The three lines that are furthest behind their plan, as far as any is."""
        at = sheets.LINES.index("plan_rate")
        behind = [row for row in self.lines.rows if (rate := row.cells[at].value) is not None and rate < 100]
        return behind[:WORST]

    @cached_property
    def waiting(self) -> list[dict[str, Any]]:
        """What waits for the reader's approval. One query."""
        return [
            {"label": str(source.label), "number": number, "url": source.url}
            for source, number in queries.waiting(self.actor)
        ]


def pathwords(path: Sequence[tuple[str, str]]) -> str:
    """The places of a path in one line."""
    return " · ".join(words for words, _url in path)


def percent(rate: Any) -> str:
    """37.5%; a dash for none."""
    return "—" if rate is None else f"{rate:.1f}%"


def _plan_note(rate: Any) -> str:
    return gettext("plan done: %(rate)s") % {"rate": percent(rate)} if rate is not None else ""


# ---------- the page ----------


def context(board: Board) -> dict[str, Any]:
    """What the templates take beside the board itself."""
    asked, part = board.asked, board.part
    place = {"town": part.region, "sector": asked.sector}
    kept = [("by", asked.by), ("at", asked.at), ("sector", asked.sector), ("unit", asked.unit or "")]
    found: dict[str, Any] = {
        "board": board, "campaigns": [(row, title_of(row)) for row in board.campaigns],
        "choices": [(name, label, asked.url(by=name)) for name, label in CHOICES.items()],
        "kept": [(name, value) for name, value in kept if value], "periods": PERIODS.items(), "period": asked.period or "campaign",
        "to_today": asked.url(on=None), "wall": f"{asked.url()}&wall=1", "map": listed("map", town=part.region, sector=asked.sector),
        "lists": {
            "units": listed("enterprises", **place), "hazards": listed("hazards", **place),
            "tasks": listed("tasks", campaign=board.campaign.serial if board.campaign else "", **place),
        },
    }  # fmt: skip
    if board.items:
        found["to_do"] = [(row, title_of(row.step)) for row in board.items.tasks]
    elif not board.by:
        found["unit_lines"] = [(line, asked.url(unit=line.unit.pk)) for line in board.units[0]]
    return found
