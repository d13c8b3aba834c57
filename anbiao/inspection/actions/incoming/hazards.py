"""A hazard ledger: what writing it would do, line by line, and the writing. Known hazards are filled in, new ones arrive as far as
their evidence lets them (rules/arriving.py); a file moves no state and rewinds nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anbiao.inspection.actions.hazards import office_of, source_of
from anbiao.inspection.actions.incoming.hazard_columns import BY_NAME, COLUMNS, FILLED, IGNORED, SETTLED
from anbiao.inspection.actions.incoming.hazard_lines import Line, ledgers, lines_of, wrong
from anbiao.inspection.actions.incoming.known import Known, likely_same
from anbiao.inspection.actions.incoming.units import Units
from anbiao.inspection.actions.incoming.writing import Batch, write_hazards
from anbiao.inspection.models import Hazard
from anbiao.inspection.queries.local import local
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.district import new_id
from anbiao.kit.imports import plans
from anbiao.kit.imports.cells import clean
from anbiao.kit.imports.footers import said_rows
from anbiao.kit.imports.intake import Intake
from anbiao.kit.imports.plans import Mark
from anbiao.kit.imports.sheets import Book
from anbiao.registry.models import Enterprise
from anbiao.rules import hazards as law
from anbiao.rules import units
from anbiao.rules.arriving import arrival, is_further, said_by
from anbiao.rules.refusal import N_, Refusal

CAPABILITY = "import hazard"
SERIAL = re.compile(r"\d{2}-\d{5,}")
SEQUENCE = re.compile(r"\d{1,4}")
ENDED = ("verified_on", "closed_on")
MISSING = {
    "title": N_("Say what is wrong."),
    "found_on": N_("Say on which day it was found."),
    "due_on": N_("Say until when it is rectified."),
}
# What is told of rows, gathered into one remark each.
REMARKS: Mapping[str, str] = {
    "arrives-reported": N_("Rows {rows}: the file says fixed, but there is no photo here. They wait to be verified; whoever looks at them takes one."),
    "arrives-rectifying": N_("Rows {rows}: the file says fixed, but there is no photo here. They stand as being rectified until the unit answers with a photo."),
    "state-by-hand": N_("Rows {rows}: the file says fixed or closed. A file moves no state: answer, verify and close it on the page of the hazard."),
    "facts-stay": N_("Rows {rows}: description, grade, source, day, deadline, finder or basis differ from what stands here, and stay as they are here."),
    "closed-stays": N_("Rows {rows}: closed or void here; what stands there stays as it is."),
    "grade-put": N_("Rows {rows}: no grade is named; they are entered as general hazards."),
    "nobody-named": N_("Rows {rows}: nobody is named who rectifies it. Name somebody on the page of the hazard."),
    "due-too-late": N_("Rows {rows}: the deadline is later than the local rule allows. It was taken over as it was ordered."),
    "alike": N_("Rows {rows}: much like a hazard of the same unit that is open. Both are entered; compare them on the page of the hazard."),
}  # fmt: skip


@dataclass
class HazardPlan(plans.Plan):
    """What a ledger would do: beside counts and wrong cells the hazards that it enters and fills in."""

    batch: Batch = field(default_factory=Batch)
    alike: list[Mark] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """rows = good + bad; a likely same hazard is entered and counted among the duplicates."""
        return self.counted(
            created=len(self.batch.created), updated=len(self.batch.changed), duplicates=len(self.alike)
        )


class Planner:
    """Reads what a ledger speaks of and plans it: `Planner(actor).plan(book)`."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.out = HazardPlan()
        self.limits = local(actor).deadlines
        self.source = source_of_import(actor)
        self.office = office_of(actor, CAPABILITY)
        self.told: dict[str, list[Mark]] = {}
        self.seen: dict[Any, Mark] = {}

    def plan(self, book: Book) -> HazardPlan:
        """The plan of a book. Raises Refused when no sheet of it is a ledger."""
        found = ledgers(book)
        self.out = HazardPlan(sheet=found.taken[0][0].name, warnings=list(found.warnings))
        lines = lines_of(book, found.taken, self.out)
        self.out.rows = len(lines)
        bad = {error.mark for error in self.out.errors}
        good = [line for line in lines if not line.marks & bad]
        self.units = Units(self.actor, CAPABILITY, (line.said for line in good))
        self.known = Known(self.actor, CAPABILITY, good, self.units)
        fresh = [line for line in good if not self._is_known(line)]
        entered = [(line, row) for line in fresh if (row := self._new(line)) is not None]
        self._compare(entered)
        bad = {error.mark for error in self.out.errors}
        self.out.wrong = {line.mark: line.raw for line in lines if line.marks & bad}
        self._tell()
        return self.out

    # ---------- known ones ----------

    def _is_known(self, line: Line) -> bool:
        """Deals with a hazard that stands here, or whose number or unit is wrong; False for one that is new."""
        serial = str(line.values.get("serial", ""))
        row = self.known.by_serial(serial)
        if row is not None:
            self._refill(line, row)
            return True
        if SERIAL.fullmatch(serial):
            text = N_(
                "No hazard of this number stands within your reach. Leave the cell empty for a new one."
            )
            self._bad(line, "serial", Refusal("hazard-unknown", text))
            return True
        unit = self.units.find(line.said)
        if not isinstance(unit, Enterprise):
            self._bad(line, *unit)
            return True
        row = self.known.alike(unit.pk, line.values)
        if row is not None:
            self._refill(line, row)
        return row is not None

    def _refill(self, line: Line, row: Hazard) -> None:
        """Fills in what may still be filled in; everything else stays, and is told where the file says otherwise."""
        if not self._is_its_unit(line, row) or not self._is_once(line, row.pk):
            return
        changed = {
            name: value
            for name, value in _filled(line).items()
            if not _is_same(name, getattr(row, name), value)
        }
        if any(
            name in line.values and not _is_same(name, getattr(row, name), line.values[name])
            for name in SETTLED
        ):
            self._remark("facts-stay", line)
        said = said_by(
            line.values.get("state", ""), fixed_on=line.values.get("fixed_on"), ended_on=_ended(line.values)
        )
        if is_further(said, row.state):
            self._remark("state-by-hand", line)
        if changed and row.state not in law.OPEN:
            self._remark("closed-stays", line)
            changed = {}
        if changed:
            self.out.batch.changed.append((row, changed))
        else:
            self.out.unchanged += 1

    def _is_its_unit(self, line: Line, row: Hazard) -> bool:
        if not (line.said.code or line.said.name):
            return True
        unit = self.units.find(line.said)
        if isinstance(unit, Enterprise) and unit.pk == row.enterprise_id:
            return True
        text = N_("Hazard {serial} belongs to another unit: {unit}.")
        self._bad(
            line, "serial" if "serial" in line.values else "name",
            Refusal("other-unit", text, {"serial": row.serial, "unit": row.enterprise.name}),
        )  # fmt: skip
        return False

    def _is_once(self, line: Line, key: Any) -> bool:
        first = self.seen.setdefault(key, line.mark)
        if first == line.mark:
            return True
        text = N_("Row {row} is the same hazard. Keep one of the two.")
        column = "serial" if "serial" in line.values else "title"
        self._bad(line, column, Refusal("row-twice", text, {"row": str(first[1])}))
        return False

    # ---------- new ones ----------

    def _new(self, line: Line) -> Hazard | None:
        """A hazard that is entered, or None where a cell is wrong."""
        before = len(self.out.errors)
        unit = self.units.find(line.said)
        if not isinstance(unit, Enterprise):
            return None
        values = line.values
        grade, source = values.get("grade", law.GENERAL), values.get("source", self.source)
        said = said_by(values.get("state", ""), fixed_on=values.get("fixed_on"), ended_on=_ended(values))
        self._must_say(line, said, grade)
        self._dates(line)
        if len(self.out.errors) > before:
            return None
        arrived = arrival(
            said, grade=grade, source=source, is_own=bool(self.actor.units), ended_on=_ended(values) or values.get("fixed_on"),
            kept_since=self.known.kept_since(unit.pk),
        )  # fmt: skip
        due_on = values.get("due_on") or _ended(values) or values.get("fixed_on") or values["found_on"]
        if arrived.state != "closed":
            self._open_one(line, unit, grade, due_on)
        key = (unit.pk, values["found_on"], values["title"], values.get("place", ""))
        if len(self.out.errors) > before or not self._is_once(line, key):
            return None
        if arrived.reason:
            self._remark(arrived.reason.code, line)
        if "grade" not in values:
            self._remark("grade-put", line)
        row = self._entered(line, unit, grade=grade, source=source, state=arrived.state, due_on=due_on)
        row.closing = arrived.closing
        self.out.batch.enter(row, _days(row, values, said))
        return row

    def _must_say(self, line: Line, said: str, grade: str) -> None:
        values = line.values
        needed = ["title", "found_on"]
        if said in ("ordered", "rectifying", "returned"):
            needed.append("due_on")
        for name in needed:
            if name not in values:
                self._bad(line, name, Refusal(f"{name.replace('_on', '')}-missing", MISSING[name]))
        if said in ("reported", "verified", "closed") and not (values.get("fixed_on") or _ended(values)):
            text = N_(
                "It is called fixed, and no day says when. Fill in the day of the rectification or of the closing."
            )
            self._bad(line, "state", Refusal("day-missing", text))
        if said == "void":
            text = N_("What is void is not entered anew. Delete the row.")
            self._bad(line, "state", Refusal("void-by-file", text))
        if grade == law.MAJOR and "criterion" not in values:
            text = N_("Choose the criterion that makes this a major hazard.")
            self._bad(line, "criterion", Refusal("criterion-missing", text, article="应急管理部令10"))

    def _dates(self, line: Line) -> None:
        """An order of days that cannot be, each at the cell that is earlier than it may be."""
        values = line.values
        if "found_on" not in values:
            return
        if values["found_on"].year <= self.actor.today.year - 100:  # a number names its year by two digits
            told = {"year": str(values["found_on"].year)}
            self._bad(line, "found_on", Refusal("year-wrong", N_("The year {year} cannot be right."), told))
        days = {name: values.get(name) for name in ("fixed_on", "verified_on", "closed_on")}
        for refusal in law.wrong_order(found_on=values["found_on"], today=self.actor.today, **days):
            self._bad(line, refusal.field, refusal)
        if "due_on" in values and values["due_on"] < values["found_on"]:
            text = N_("The deadline {due} lies before the finding on {found}.")
            told = {"due": str(values["due_on"]), "found": str(values["found_on"])}
            self._bad(line, "due_on", Refusal("due-before-found", text, told))

    def _open_one(self, line: Line, unit: Enterprise, grade: str, due_on: date) -> None:
        """What only hazards that are not closed have to fulfil."""
        if unit.state not in units.ALIVE:
            column = "uscc" if line.said.code else "name"
            self._bad(line, column, Refusal("unit-gone", N_("The unit is no longer in operation here.")))
        found_on = line.values["found_on"]
        late = law.wrong_deadline(due_on, found_on=found_on, grade=grade, limits=self.limits)
        if late is not None and self.actor.units:
            self._bad(line, "due_on", late)
        elif late is not None:
            self._remark("due-too-late", line)
        if "responsible" not in line.values:
            self._remark("nobody-named", line)

    def _entered(
        self, line: Line, unit: Enterprise, *, grade: str, source: str, state: str, due_on: date
    ) -> Hazard:  # fmt: skip
        values = line.values
        texts = {name: str(values.get(name, "")) for name in ("title", "place", "basis", "category", "measure", "plan", "control", "responsible")}  # fmt: skip
        return Hazard(
            id=new_id(), district=self.actor.district, enterprise=unit, **texts, note=_filled(line).get("note", ""), source=source,
            grade=grade, criterion=str(values.get("criterion", "")) if grade == law.MAJOR else "", state=state,
            round=2 if state == "returned" else 1, found_on=values["found_on"], finder=values.get("finder", self.actor.who),
            organisation_id=self.office, ordered_on=values["found_on"], first_due_on=due_on, due_on=due_on,
            funds=values.get("funds"), changed_at=self.actor.now,
            fixed_by=self.actor.human if state == "reported" and self.actor.units else None,
        )  # fmt: skip

    # ---------- likely the same ----------

    def _compare(self, entered: Iterable[tuple[Line, Hazard]]) -> None:
        """New open hazards beside the open ones of their unit, those of the file among them."""
        opened = [(line, row) for line, row in entered if row.state in law.OPEN]
        if not opened:
            return
        standing = self.known.open_titles({row.enterprise_id for _, row in opened})
        same = likely_same(((row.enterprise_id, row.title) for _, row in opened), standing)
        for place in same:
            self.out.alike.append(opened[place][0].mark)
            self._remark("alike", opened[place][0])

    # ---------- telling ----------

    def _bad(self, line: Line, column: str, refusal: Refusal) -> None:
        wrong(self.out, line, column, refusal)

    def _remark(self, code: str, line: Line) -> None:
        self.told.setdefault(code, []).append(line.mark)

    def _tell(self) -> None:
        """Remarks with the rows that they are about; a row that is wrong is not written, so nothing is told of it."""
        bad = self.out.bad_rows
        for code, text in REMARKS.items():
            marks = [mark for mark in self.told.get(code, ()) if mark not in bad]
            if marks:
                self.out.warnings.append(Refusal(code, text, {"rows": said_rows(marks)}))


def source_of_import(actor: Actor) -> str:
    """Where hazards come from whose ledger does not say: from the duty of whoever brings it."""
    return "self" if actor.units else source_of(actor)


def _ended(values: Mapping[str, Any]) -> date | None:
    """The day on which a row says that it was over: closed, else verified."""
    return values.get("closed_on") or values.get("verified_on")


def _filled(line: Line) -> dict[str, Any]:
    """What the row says of what may be filled in. A number of the sender's own is kept among the remarks."""
    found = {name: line.values[name] for name in FILLED if name in line.values}
    serial = str(line.values.get("serial", ""))
    if serial and not SERIAL.fullmatch(serial) and not SEQUENCE.fullmatch(serial):
        found["note"] = "\n".join(filter(None, (str(found.get("note", "")), f"原编号 {serial}")))
    return found


def _is_same(name: str, standing: Any, said: Any) -> bool:
    """Whether a file says what stands here already, as a file could say it."""
    if isinstance(standing, str) and not BY_NAME[name].choices:
        lines = standing.split("\n") if name == "note" else [standing]
        read = [clean(each, BY_NAME[name])[0] or "" for each in lines]
        return bool("\n".join(map(str, read)) == said or clean(standing, BY_NAME[name])[0] == said)
    return bool(standing == said)


def _days(row: Hazard, values: Mapping[str, Any], said: str) -> dict[str, str]:
    """Sets what the row says of its rectification, as far as its state has room; what has none is kept by the journal."""
    ended, fixed_on = _ended(values), values.get("fixed_on")
    if row.state == "closed":
        row.closed_on, row.verified_on = ended or fixed_on, values.get("verified_on")
        row.verifier = str(values.get("verifier", ""))
    if row.state in ("closed", "reported"):
        row.fixed_on = fixed_on or ended
        row.fixer, row.fix_note = str(values.get("fixer", "")), str(values.get("fix_note", ""))
    if row.state == "reported":
        row.reported_on = day_of(row.changed_at)  # an answer comes with the ledger that brings it
    names = ("state", "fixed_on", "fixer", "fix_note", "verified_on", "verifier", "closed_on")
    kept = {name: str(values[name]) for name in names if name in values}
    return kept if said != row.state else {}


def plan_hazards(actor: Actor, book: Book, _choices: Mapping[str, Any]) -> HazardPlan:
    """What writing this book would do now. Reads the district; writes nothing. Raises Refused for the file."""
    return Planner(actor).plan(book)


def write_plan(actor: Actor, plan: HazardPlan) -> bool:
    """Writes the plan in the caller's transaction; False when a hazard was changed since it was made."""
    return write_hazards(actor, plan.batch)


HAZARDS = Intake("hazards", CAPABILITY, "hazard ledger", COLUMNS, plan_hazards, write_plan, IGNORED)
