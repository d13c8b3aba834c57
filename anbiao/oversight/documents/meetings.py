"""The papers of a meeting: agenda, sign-in sheet with its code, minutes."""

from django.utils.timezone import localtime
from django.utils.translation import gettext

from anbiao.inspection.documents.door_signs import code_of
from anbiao.kit.actor import Actor
from anbiao.kit.documents import Document
from anbiao.oversight import accountability_words as words
from anbiao.oversight.documents.paper import (
    Block,
    code,
    facts,
    file_name,
    head,
    numbered,
    paragraphs,
    print_paper,
    signed,
    table,
)
from anbiao.oversight.models import Attendance, Meeting
from anbiao.oversight.queries import meetings as queries
from anbiao.rules import meetings as law
from anbiao.rules.refusal import N_, Refusal, Refused

KINDS = {"agenda": N_("Agenda"), "sign-in": N_("Sign-in sheet"), "minutes": N_("Minutes")}
SPARE_ROWS = 8  # empty lines of the sheet, for whoever was not expected


def print_meeting(actor: Actor, row: Meeting, kind: str, *, address: str) -> tuple[str, Document]:
    """The name of the file and the paper of one of KINDS, journalled. `address` is what the code on the sheet holds. Raises Refused."""
    if kind not in KINDS:
        raise Refused(Refusal("kind-unknown", N_("There is no such paper.")))
    drawn = {"agenda": _agenda, "sign-in": _sheet, "minutes": _minutes}[kind](row, address)
    name = gettext(KINDS[kind])
    title = gettext("%(meeting)s: %(paper)s") % {"meeting": row.title, "paper": name}
    made = print_paper(actor, title=title, number=row.serial, blocks=drawn, about=("meeting", row.pk), kind=kind)  # fmt: skip
    return file_name(row.title, name, row.on.isoformat()), made


def _about(row: Meeting) -> Block:
    return facts(
        (gettext("Time of the meeting"), f"{row.on.isoformat()} {row.begins}"),
        (gettext("Place of the meeting"), row.place),
        (gettext("Presided by"), row.host),
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _visits(row: Meeting) -> list[Block]:
    blocks: list[Block] = []
    if row.visited:
        blocks += [head(gettext("Places visited")), numbered(_lines(row.visited))]
    if row.drill:
        blocks += [head(gettext("Drill watched")), paragraphs(*_lines(row.drill))]
    return blocks


def _agenda(row: Meeting, _address: str) -> list[Block]:
    called = [each.office for each in queries.attendance_of(row) if each.organisation_id]
    blocks = [_about(row), *_visits(row), head(gettext("Agenda")), numbered(_lines(row.agenda) or [gettext("to be set")])]  # fmt: skip
    if speeches := _speeches(row):
        blocks += [head(gettext("Reports and statements")), speeches]
    if called:
        blocks += [head(gettext("Offices called")), paragraphs("、".join(dict.fromkeys(called)))]
    return blocks


def _speeches(row: Meeting) -> Block | None:
    rows = [
        [gettext(law.SPEECHES[each.kind]), words.name_of(each.organisation), each.speaker, each.text]
        for each in queries.speeches_of(row)
    ]
    heads = [gettext("Kind of speech"), gettext("Office"), gettext("Speaker"), gettext("Gist")]
    return table(heads, rows, (1.6, 2, 1.2, 4)) if rows else None


def _sheet(row: Meeting, address: str) -> list[Block]:
    """Who is expected, with room to sign; who signed in by page already stands there with the time."""
    rows = [
        [number, each.office, each.name, each.post, _how(each)]
        for number, each in enumerate(queries.attendance_of(row), 1)
    ]
    rows += [[len(rows) + number, "", "", "", ""] for number in range(1, SPARE_ROWS + 1)]
    heads = [gettext("No."), gettext("Office or unit"), gettext("Name of the person"), gettext("Post"), gettext("Signature")]  # fmt: skip
    text = gettext("Scan to sign in. Signing in to Anbiao is needed; it works on the day of the meeting. Whoever has no account signs below.")  # fmt: skip
    return [_about(row), code(code_of(address).svg, text), table(heads, rows, (0.5, 2.6, 1.4, 1.4, 2), tall=True)]  # fmt: skip


def _how(each: Attendance) -> str:
    """How somebody signed: by page at a time; by hand leaves room for the pen."""
    at = each.signed_at if each.via == "page" else None
    return gettext("signed in %(at)s") % {"at": f"{localtime(at):%H:%M}"} if at else ""


def _minutes(row: Meeting, _address: str) -> list[Block]:
    there = [each for each in queries.attendance_of(row) if each.signed_at]
    told = "、".join(f"{each.office} {each.name}".strip() for each in there)
    blocks = [_about(row), *_visits(row)]
    if told:
        blocks += [head(gettext("Who was there")), paragraphs(told)]
    if speeches := _speeches(row):
        blocks += [head(gettext("Reports and statements")), speeches]
    blocks += [head(gettext("Minutes")), paragraphs(*_lines(row.minutes) or [gettext("to be written")])]
    if orders := _orders(row):
        blocks += [head(gettext("Instructions of the meeting")), orders]
    return [*blocks, signed(row.concluder, row.concluded_on.isoformat() if row.concluded_on else "")]


def _orders(row: Meeting) -> Block | None:
    rows = [
        [each.serial, words.name_of(each.organisation), each.text, each.due_on.isoformat()]
        for each in row.instructions.select_related("organisation").order_by("serial")
    ]
    heads = [
        gettext("Register No."),
        gettext("Who has to do it"),
        gettext("What has to be done"),
        gettext("To be done by"),
    ]
    return table(heads, rows, (1.3, 2, 5, 1.5)) if rows else None


def first_minutes(row: Meeting) -> str:
    """What the minutes begin with: what is known of visits, drill and speeches, as text to go on with."""
    lines = [f"{row.on.isoformat()} {row.begins} {row.place} {row.title}"]
    if row.visited:
        lines.append(gettext("Visited: %(places)s") % {"places": "；".join(_lines(row.visited))})
    if row.drill:
        lines.append(gettext("Drill: %(drill)s") % {"drill": row.drill})
    for each in queries.speeches_of(row):
        who = " ".join(filter(None, (words.name_of(each.organisation), each.speaker)))
        lines.append(f"{gettext(law.SPEECHES[each.kind])}: {who} {each.text}".strip())
    return "\n".join(lines)
