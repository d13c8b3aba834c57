"""The certificate of the local scheme on paper, and the text of its plaque: both with the code by which anybody verifies them."""

from pathlib import Path

from django.utils.translation import gettext

from anbiao.inspection.documents.door_signs import Code, code_of
from anbiao.inspection.documents.handing import FORBIDDEN
from anbiao.inspection.documents.tables import language, source_line
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.documents import Document, render
from anbiao.programme import certificate_words as words
from anbiao.programme.models import Certificate
from anbiao.rules.refusal import N_

__all__ = ["KINDS", "Code", "code_of", "print_certificate"]

TEMPLATE = Path(__file__).with_name("certificate.typ")
KINDS = {"certificate": N_("Certificate"), "plaque": N_("Plaque")}


def print_certificate(actor: Actor, row: Certificate, kind: str, *, address: str) -> tuple[str, Document]:
    """The name of the file and the document, journalled. The same certificate printed twice says the same."""
    unit = row.enterprise
    said = {
        "title": gettext("Work-safety standardization certificate"), "plaque": gettext("Unit that meets the work-safety standard"),
        "number": gettext("Certificate No."), "text": gettext("has been reviewed and meets the requirements of work-safety standardization. Result:"),
        "valid": gettext("Validity"), "scan": gettext("Scan to verify"), "uscc": gettext("Credit code"), "seal": gettext("(seal)"),
    }  # fmt: skip
    data = {
        "kind": kind, "source": source_line(actor), "title": said["title"], "lang": language(), "words": said, "unit": unit.name,
        "uscc": unit.uscc or "", "number": row.number, "result": words.result(row.result), "authority": words.authority(row),
        "from": _day(row.valid_from), "until": _day(row.valid_until), "svg": code_of(address).svg,
    }  # fmt: skip
    made = render(TEMPLATE, data, at=actor.now)
    journal.record(
        actor, journal.Event("print", "certificate", row.pk, after={"kind": kind, "sha256": made.sha256})
    )
    plain = FORBIDDEN.sub(" ", unit.name).strip(" .")[:60] or "-"
    return f"{plain}-{gettext(KINDS[kind])}-{row.number}.pdf", made


def _day(on: object) -> str:
    return str(on) if on else ""
