"""Local rules 地方规则: figures that the sources leave open. What values they take, who decides them, which one is in force."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import did, nobody_known

NUMBERS = frozenset({"days", "months", "hours", "per_cent", "count", "points"})
WHOLE = frozenset({"days", "months", "hours", "count"})
KINDS = NUMBERS | {"choice", "choices", "table"}
MOST_ROWS = 60
MOST_TEXT = 200


@dataclass(frozen=True)
class Column:
    """A column of a table: its name and what its cells hold (a number kind, a choice, several choices, or text)."""

    name: str
    kind: str
    least: float | None = None
    most: float | None = None
    options: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Parameter:
    """What values a local rule takes: its kind, bounds, and choices; `by` where there is one value for each of several."""

    code: str
    kind: str
    least: float | None = None
    most: float | None = None
    by: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class Version:
    """A decided value of one parameter and the day from which it holds."""

    number: int
    from_on: date
    value: object


# ---------- the machine ----------


def not_backwards(facts: Facts, today: date) -> Refusal | None:
    """A rule holds from a day that is still to come or is today: what was decided under the old one stays decided."""
    from_on = date.fromisoformat(str(facts["from_on"]))
    if from_on >= today:
        return None
    text = N_("It was to hold from {day}, which is past. Withdraw it and propose it again from a later day.")
    return Refusal("rule-backwards", text, {"day": from_on.isoformat()}, field="from_on")


@cites("Anbiao access table 4.1", "Anbiao separation of duties 4.2 (4)")
def another_decides(facts: Facts, today: date) -> Refusal | None:
    """A local rule is decided by another person than its proposer: a second account of the same person does not help."""
    if did(facts, "proposer"):
        text = N_("You proposed this value. A second person decides on it.")
        return Refusal("same-person", text, article="Anbiao 4.2 (4)")
    return nobody_known(facts)


@cites("Anbiao separation of duties 4.2 (4)")
def proposer_takes_back(facts: Facts, today: date) -> Refusal | None:
    """A proposal is taken back by who made it. What others do not want they refuse, under their name and with a reason."""
    if did(facts, "proposer"):
        return None
    text = N_("Only who proposed this value takes it back. Do not approve it instead, and say why.")
    return Refusal("not-own-proposal", text, article="Anbiao 4.2 (4)")


LOCAL_RULE = Machine(
    name="local_rule",
    label=N_("Local rule"),
    initial="proposed",
    states=(
        State("proposed", N_("To be approved"), "wait"),
        State("approved", N_("Approved"), "done"),
        State("refused", N_("Not approved"), "off"),
        State("withdrawn", N_("Withdrawn"), "off"),
    ),
    steps=(
        Step(
            "approve_rule", N_("Approve"), frozenset({"proposed"}), "approved", "approve local_rule",
            (another_decides, not_backwards),
        ),
        Step(
            "refuse_rule", N_("Do not approve"), frozenset({"proposed"}), "refused", "approve local_rule",
            (another_decides,), needs_note=True,
        ),
        Step(
            "withdraw_rule", N_("Withdraw"), frozenset({"proposed"}), "withdrawn", "propose local_rule",
            (proposer_takes_back,),
        ),
    ),
)  # fmt: skip


@cites("地方规则 library/local.rules/1.yaml")
def in_force(versions: Iterable[Version], *, on: date) -> Version | None:
    """Of the approved values the one whose first day came last before or on the day; of two from one day the later decided.

    None: the shipped proposal holds.
    """
    begun = [version for version in versions if version.from_on <= on]
    return max(begun, key=lambda version: (version.from_on, version.number), default=None)


# ---------- values ----------


def wrong(parameter: Parameter, value: object) -> list[Refusal]:
    """Everything that is wrong with a value; [] when it fits the parameter's kind, bounds and choices."""
    if parameter.kind == "table":
        return _wrong_table(parameter.columns, value)
    if not parameter.by:
        return _wrong_cell(_as_column(parameter, parameter.code), value, parameter.code)
    if not isinstance(value, Mapping) or set(value) != set(parameter.by):
        text = N_("There has to be exactly one value for each of: {names}.")
        return [Refusal("value-by", text, {"names": ", ".join(parameter.by)}, field="value")]
    return [
        found
        for name in parameter.by
        for found in _wrong_cell(_as_column(parameter, name), value[name], name)
    ]


def _as_column(parameter: Parameter, name: str) -> Column:
    return Column(name, parameter.kind, parameter.least, parameter.most, parameter.options)


def _wrong_table(columns: Sequence[Column], value: object) -> list[Refusal]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_ROWS:
        text = N_("The table has to have from 1 to {most} rows.")
        return [Refusal("value-rows", text, {"most": str(MOST_ROWS)}, field="value")]
    found: list[Refusal] = []
    names = {column.name for column in columns}
    for number, row in enumerate(value, start=1):
        if not isinstance(row, dict) or set(row) != names:
            text = N_("Row {row} has to have exactly the columns {names}.")
            params = {"row": str(number), "names": ", ".join(column.name for column in columns)}
            found.append(Refusal("value-columns", text, params, field="value"))
            continue
        for column in columns:
            found += _wrong_cell(column, row[column.name], f"{number}: {column.name}")
    return found


def _wrong_cell(column: Column, value: object, where: str) -> list[Refusal]:
    if value is None or value == "":
        return (
            [] if column.optional else [_refused("value-missing", N_("{where}: a value is missing."), where)]
        )
    if column.kind in NUMBERS:
        return _wrong_number(column, value, where)
    if column.kind == "text":
        return [] if isinstance(value, str) and len(value) <= MOST_TEXT else [_not_text(where)]
    return _wrong_choice(column, value, where)


def _wrong_number(column: Column, value: object, where: str) -> list[Refusal]:
    whole = column.kind in WHOLE
    if isinstance(value, bool) or not isinstance(value, (int,) if whole else (int, float)):
        text = (
            N_("{where}: {value} is not a whole number.")
            if whole
            else N_("{where}: {value} is not a number.")
        )
        return [_refused("value-number", text, where, value=str(value))]
    low = column.least if column.least is not None else 0
    high = column.most if column.most is not None else (100 if column.kind == "per_cent" else 1_000_000)
    if low <= value <= high:
        return []
    text = N_("{where}: {value} is not between {least} and {most}.")
    return [_refused("value-bounds", text, where, value=f"{value:g}", least=f"{low:g}", most=f"{high:g}")]


def _wrong_choice(column: Column, value: object, where: str) -> list[Refusal]:
    chosen = value if column.kind == "choices" else [value]
    if not isinstance(chosen, list) or len({str(each) for each in chosen}) < len(chosen):
        text = N_("{where}: choose from the list, each once.")
        return [_refused("value-choices", text, where)]
    unknown = [str(each) for each in chosen if each not in column.options]
    text = N_("{where}: {value} is not in the list.")
    return [_refused("value-unknown", text, where, value=each) for each in unknown]


def _not_text(where: str) -> Refusal:
    text = N_("{where}: at most {most} characters.")
    return _refused("value-text", text, where, most=str(MOST_TEXT))


def _refused(code: str, text: str, where: str, **params: str) -> Refusal:
    return Refusal(code, text, {"where": where, **params}, field="value")
