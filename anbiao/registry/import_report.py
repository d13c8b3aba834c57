"""Workbooks around an import: the report of what was wrong, and the empty template. No cell of either is ever a formula."""

import io

from django.utils.translation import get_language, gettext, pgettext

from anbiao.authority.founding import library
from anbiao.authority.places import Gazetteer
from anbiao.kit import files
from anbiao.kit.actor import Actor
from anbiao.kit.imports import report, template
from anbiao.kit.imports.marking import given_back, marks_of
from anbiao.kit.imports.plans import key_of
from anbiao.kit.imports.report import Target
from anbiao.kit.imports.telling import error_again
from anbiao.kit.models import ImportRun
from anbiao.registry.actions.import_telling import KEPT_CELLS
from anbiao.registry.actions.imports import book_of, planned, tables_of
from anbiao.registry.actions.roster_columns import TAKEN
from anbiao.registry.actions.roster_plan import Plan
from anbiao.registry.queries import sectors
from anbiao.rules.identifiers import uscc_check_character
from anbiao.rules.units import UNIT

# ---------- report ----------


def write_report(target: Target, plan: Plan) -> None:
    """The wrong cells, one a line, and the wrong rows whole under our headings, ready to be corrected and imported again."""
    report.write_report(target, TAKEN, plan.errors, plan.wrong, plan.aside)


def report_of_run(actor: Actor, run: ImportRun) -> bytes:
    """The report of a run as it was last checked or written. Reads the file again; raises Refused when that fails."""
    out = io.BytesIO()
    write_report(out, _wrong_of(actor, run))
    return out.getvalue()


def marked_of_run(actor: Actor, run: ImportRun) -> bytes:
    """The file of a run with its wrong cells marked, as it was last checked or written. Raises Refused when it cannot be read."""
    errors = [error_again(kept) for kept in run.result.get("errors", ())]
    if run.result.get("cells", 0) > KEPT_CELLS:
        errors = planned(actor, run).errors
    book = book_of(run)
    tables = tables_of(run, book)
    found = {sheet.name: (sheet, seen) for sheet, seen in tables}
    return given_back(
        files.path_of(run.file), book, marks_of(errors, lambda name: found[name] if name else tables[0])
    )


def _wrong_of(actor: Actor, run: ImportRun) -> Plan:
    if run.result.get("cells", 0) > KEPT_CELLS or run.result["counts"].get("aside"):
        return planned(actor, run)
    plan = Plan(sheet=run.sheet, errors=[error_again(kept) for kept in run.result.get("errors", ())])
    tables = tables_of(run, book_of(run))
    for sheet, found in tables:
        name = sheet.name if len(tables) > 1 else ""
        for index in found.data_rows:
            mark = name, sheet.number_of(index)
            if mark in plan.bad_rows:
                cells = {column: sheet.rows[index][place] for column, place in found.mapping.items()}
                plan.wrong[mark] = {**cells, **run.corrections.get(key_of(mark), {})}
    return plan


# ---------- template ----------


def template_workbook(actor: Actor) -> bytes:
    """The headings that are understood, an example that is never written, lists to choose from, and what each column means."""
    english = (get_language() or "").startswith("en")
    towns = Gazetteer(actor.district)
    choices = {
        "town": towns.town_names(),
        "sector": [names[english] for names in sectors().values()],
        "state": [gettext(UNIT.state(UNIT.initial).label)],
    }
    return template.template_workbook(
        gettext("Units"), TAKEN, choices=choices, within={"village": ("town", towns.village_names())}, example=_example(actor)
    )  # fmt: skip


def _example(actor: Actor) -> dict[str, str]:
    """A row that shows how to write: its name begins with a mark by which it is known and left out."""
    body = f"91{actor.district}MA0000000"
    english = (get_language() or "").startswith("en")
    towns = Gazetteer(actor.district).town_names()
    return {
        "name": pgettext("the template's example", "Green Mist Shoes Ltd., delete this row"),
        "uscc": body + uscc_check_character(body),
        "town": towns[0] if towns else "",
        "address": pgettext("the template's example", "1 Industry Road"),
        "industry": "1952",
        "business_scope": pgettext("the template's example", "making sports shoes"),
        "sector": next(iter(sectors().values()))[english],
        "size_class": str(library("classes")[-1]["en" if english else "zh"]),
        "employees": "58",
        "principal": pgettext("the template's example", "Lin"),
        "phone": "13900000000",
        "established_on": "2020-02-28",
    }
