"""`anbiao circular`: the circular of a period as Word and PDF, drawn from the figures as they are now. Nothing is written in the district.

Nothing is told beyond today: of weeks ahead the files say how things stand, and `as_of` says of which day.
"""

import argparse
import contextlib
from pathlib import Path
from typing import Any

from anbiao.portal.commands.main import CommandError, Outcome

HELP = "write the circular of a period as .docx and .pdf"


def add(parser: argparse.ArgumentParser) -> None:
    """Which district and campaign, which weeks, where to."""
    parser.add_argument("--district", required=True, metavar="CODE")
    parser.add_argument("--campaign", metavar="ID", help="the id or the number of the campaign (default: the whole roster)")  # fmt: skip
    parser.add_argument("--period", required=True, metavar="WEEKS", help="as 2026-W49..2026-W50")
    parser.add_argument("--outline", default="progress", metavar="NAME", help="progress (default) or rectification")  # fmt: skip
    parser.add_argument("--out", required=True, type=Path, metavar="DIR")


def run(given: argparse.Namespace) -> Outcome:
    """Counts, sets and writes both files."""
    from anbiao.kit.documents.official import as_pdf
    from anbiao.kit.documents.word import as_word
    from anbiao.oversight.composing import unsaved
    from anbiao.oversight.outlines import of_district, title_of
    from anbiao.oversight.queries.circulars import content, issuer_of
    from anbiao.portal.commands import people
    from anbiao.rules.circulars import period_of

    actor = people.actor(given, given.district)
    outline = of_district().get(given.outline)
    if outline is None:
        raise CommandError(f"There is no outline {given.outline!r}: {', '.join(of_district())}.")
    try:
        first, last = period_of(given.period)
    except ValueError:
        raise CommandError(f"{given.period!r} is no period; write it as 2026-W49..2026-W50.") from None
    campaign = _campaign(actor, given.campaign)
    told = content(actor, outline, campaign=campaign, first_on=first.monday, last_on=last.sunday)
    document = unsaved(outline, told, title=title_of(outline, told), issuer=issuer_of(actor.district), on=actor.today)  # fmt: skip
    stem = f"{outline.code}-{actor.district}-{first}-{last}"
    made = {".docx": as_word(document, at=actor.now), ".pdf": as_pdf(document, at=actor.now)}
    files = {ending: given.out / f"{stem}{ending}" for ending in made}
    try:
        given.out.mkdir(parents=True, exist_ok=True)
        for ending, each in made.items():
            files[ending].write_bytes(each.content)
    except OSError as error:
        raise CommandError(f"{given.out}: {error.strerror}") from None
    data: dict[str, Any] = {
        "district": actor.district, "campaign": campaign.serial if campaign else None, "period": f"{first}..{last}", "as_of": told["as_of"],
        "title": document.title, "outline": {"code": outline.code, "version": outline.version, "sha256": outline.sha256},
        "files": [{"path": str(files[ending]), "sha256": each.sha256} for ending, each in made.items()],
    }  # fmt: skip
    return Outcome(data, [f"As of {told['as_of']}:", *map(str, files.values())])


def _campaign(actor: Any, name: str | None) -> Any:
    """By its id or number. Raises CommandError."""
    from uuid import UUID

    from anbiao.programme.queries.campaigns import campaigns

    if not name:
        return None
    rows = campaigns(actor)
    found = rows.filter(serial=name).first()
    with contextlib.suppress(ValueError):
        found = found or rows.filter(pk=UUID(name)).first()
    if found is None:
        raise CommandError(f"There is no campaign {name!r} here. See `anbiao campaign list`.")
    return found
