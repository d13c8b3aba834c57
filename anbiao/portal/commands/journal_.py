"""`anbiao journal verify | seal | heads`."""

import argparse
from dataclasses import asdict
from pathlib import Path

from anbiao.portal.commands.main import CommandError, Outcome

HELP = "verify the journal against its seals and outside heads, seal it now, or print the heads to keep elsewhere"


def add(parser: argparse.ArgumentParser) -> None:
    """What to do, for which district, against which heads."""
    parser.add_argument("what", choices=["verify", "seal", "heads"])
    parser.add_argument("--district", default="", metavar="CODE")
    parser.add_argument(
        "--heads", type=Path, metavar="FILE", help="heads kept elsewhere (default: var/heads.jsonl)"
    )


def run(given: argparse.Namespace) -> Outcome:
    """Exit 0 when all is well, 2 when something was tampered with."""
    from django.conf import settings

    from anbiao.kit import clock, journal

    kept = given.heads or settings.HEADS_FILE
    if given.what == "seal":
        made = journal.seal(now=clock.now(), district=given.district)
        journal.keep_heads(made, settings.HEADS_FILE)
        return Outcome({"sealed": [asdict(head) for head in made]}, (f"{len(made)} seals made.",))
    try:
        outside = journal.read_heads(kept)
    except (ValueError, TypeError) as error:
        raise CommandError(
            f"{kept} is damaged: {error}. Verify against another copy with --heads.", 2
        ) from None
    if given.what == "heads":
        last = {head.district: asdict(head) for head in outside if given.district in ("", head.district)}
        return Outcome(
            {"heads": list(last.values())},
            [f"{d} {h['number']} {h['hash']} {h['at']}" for d, h in last.items()],
        )
    findings = journal.verify(outside=outside, district=given.district)
    data = {"ok": not findings, "heads": len(outside), "findings": [asdict(finding) for finding in findings]}
    lines = [f"{f.kind}: district {f.district}, number {f.number} {f.detail}" for f in findings]
    return Outcome(data, lines or ["The journal is as it was sealed."], 2 if findings else 0)
