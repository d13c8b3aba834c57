"""Circulars 通报: the way from draft to distribution, who may approve, the number, who is named as weakest, what a text may say."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from anbiao.rules.calendar import IsoWeek
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import is_among, nobody_known

# Everybody may read these; what comes before is read by who writes and who approves.
PUBLISHED = frozenset({"issued", "replaced"})
WRITING = frozenset({"draft", "returned"})
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")


@cites("Anbiao separation of duties 4.2 (9)")
def second_person(facts: Facts, today: date) -> Refusal | None:
    """Who wrote a circular, or a part of it, does not approve it."""
    if is_among(facts, "writers"):
        text = N_("You wrote this circular or a part of it. Another person approves it.")
        return Refusal("own-circular", text, article="Anbiao 4.2 (9)")
    return nobody_known(facts)


CIRCULAR = Machine(
    name="circular",
    label=N_("Circular"),
    initial="draft",
    states=(
        State("draft", N_("Still a draft"), "doing"),
        State("submitted", N_("Handed in for approval"), "wait"),
        State("returned", N_("Sent back to the writer"), "back"),
        State("approved", N_("Approved, not yet issued"), "wait"),
        State("issued", N_("Issued"), "done"),
        State("replaced", N_("Replaced by a new edition"), "off"),
        State("dropped", N_("Draft dropped"), "off"),
    ),
    steps=(
        Step("submit", N_("Hand in for approval"), WRITING, "submitted", "write circular"),
        Step("approve", N_("Approve"), frozenset({"submitted"}), "approved", "approve circular", (second_person,)),
        Step(
            "send_back", N_("Send back"), frozenset({"submitted", "approved"}), "returned", "approve circular", needs_note=True
        ),
        Step("issue", N_("Number and issue"), frozenset({"approved"}), "issued", "write circular"),
        Step("drop", N_("Drop the draft"), WRITING, "dropped", "write circular", needs_note=True),
        Step("replace", N_("Replace by a new edition"), frozenset({"issued"}), "replaced", "write circular"),
    ),
)  # fmt: skip


@cites("GB/T 9704-2012 7.2.5")
def document_number(office_code: str, year: int, number: int) -> str:
    """The office's code, the year in full in six-cornered brackets, the number without leading zeros: 洛安办〔2026〕31号."""
    return f"{office_code}〔{year}〕{number}号"


@dataclass(frozen=True)
class Standing:
    """How one office stands at a figure: so many of so many."""

    label: str
    number: int
    of: int

    @property
    def share(self) -> Fraction:
        """The exact share, so that ties are ties."""
        return Fraction(self.number, self.of)


@cites("地方规则 通报")
def weakest(lines: Iterable[Standing], *, last: int, least: int) -> tuple[Standing, ...]:
    """The last so many, the weakest first, but no more than half of those compared; who ties with the last of them is named too. Who has
    fewer than `least` to count is not compared, who reached everything is not weak, and where all stand alike nobody is named.
    """
    compared = sorted((line for line in lines if line.of >= max(1, least)), key=lambda line: line.share)
    if not compared or compared[0].share == compared[-1].share:
        return ()
    named = min(last, len(compared) // 2)
    limit = compared[named - 1].share
    return tuple(line for line in compared if line.share <= limit and line.share < 1)


@cites("地方规则 通报")
def foremost(lines: Iterable[Standing], *, first: int, least: int) -> tuple[Standing, ...]:
    """The first so many, the best first, and who ties with the last of them, under the same conditions; nobody of them is also weakest."""
    told = tuple(lines)
    named = set(weakest(told, last=first, least=least))
    compared = sorted(
        (line for line in told if line.of >= max(1, least) and line not in named),
        key=lambda line: -line.share,
    )
    if not named or len(compared) <= first:
        return tuple(compared) if named else ()
    return tuple(line for line in compared if line.share >= compared[first - 1].share)


@cites("地方规则 通报")
def not_compared(lines: Iterable[Standing], *, least: int) -> tuple[Standing, ...]:
    """Who has something to count, but fewer than `least`: said apart and not ranked."""
    return tuple(line for line in lines if 0 < line.of < least)


@cites("地方规则 通报")
def strange_numbers(generated: str, text: str) -> tuple[str, ...]:
    """Numbers of an edited text that the text from the figures did not have, each once: whoever approves looks at them."""
    known = set(_NUMBER.findall(generated))
    return tuple(dict.fromkeys(number for number in _NUMBER.findall(text) if number not in known))


def period_of(text: str) -> tuple[IsoWeek, IsoWeek]:
    """Weeks as scripts write them, 2026-W49..2026-W50, or one week alone. Raises ValueError for anything else."""
    first, _, last = text.partition("..")
    begins = IsoWeek.parse(first.strip())
    ends = IsoWeek.parse(last.strip()) if last else begins
    if ends < begins:
        raise ValueError(f"{text} ends before it begins")
    return begins, ends


MONTHS: Mapping[str, int] = {"M": 1, "Q": 3, "H": 6}


def whole_period(text: str) -> tuple[date, date]:
    """The days of a month, quarter or half-year: 2026-M10, 2026-Q3, 2026-H1. Raises ValueError for anything else."""
    found = re.fullmatch(r"(\d{4})-([MQH])(\d{1,2})", text)
    if not found or not 1 <= int(found[3]) <= 12 // MONTHS[found[2]]:
        raise ValueError(f"{text!r} is no month, quarter or half-year")
    length = MONTHS[found[2]]
    year, last = int(found[1]), int(found[3]) * length
    return date(year, last - length + 1, 1), date(year, last, monthrange(year, last)[1])


def periods_before(on: date, *, kind: str, number: int) -> tuple[str, ...]:
    """The period of a kind ("M", "Q", "H") that holds the day, and those before it, the newest first."""
    length = MONTHS[kind]
    newest = (on.year * 12 + on.month - 1) // length
    a_year = 12 // length
    return tuple(
        f"{place // a_year}-{kind}{place % a_year + 1}" for place in range(newest, newest - number, -1)
    )


def chinese(number: int) -> str:
    """一 to 九十九, as headings are counted. Raises ValueError beyond."""
    digits = "一二三四五六七八九"
    if not 0 < number < 100:
        raise ValueError(f"no heading {number}")
    tens, ones = divmod(number, 10)
    ten = "" if not tens else ("十" if tens == 1 else f"{digits[tens - 1]}十")
    return ten + (digits[ones - 1] if ones else "")


def listed(names: Sequence[str]) -> str:
    """Names as Chinese lists them: 甲、乙、丙."""
    return "、".join(names)
