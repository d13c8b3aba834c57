"""Editions into the database: what ships at every start, and a district's own. Loaded once, never changed."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows
from anbiao.kit.district import new_id
from anbiao.kit.search import latin_of, reading, terms_of
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.standards import editions, queries
from anbiao.standards.editions import EditionError
from anbiao.standards.models import Clause, Edition
from anbiao.standards.schema import Clause as ClauseOf
from anbiao.standards.schema import Edition as EditionOf
from anbiao.standards.schema import Section

EDITION_COLUMNS = (
    "id", "urn", "edition", "kind", "route", "title_zh", "title_en", "issuer_zh", "issuer_en", "number", "from_on", "to_on",
    "applies", "clause_count", "district", "content", "sha256", "loaded_at",
)  # fmt: skip
CLAUSE_COLUMNS = (
    "id", "edition_id", "ref", "path", "order", "title_zh", "text_zh", "title_en", "text_en", "source", "known", "more",
    "words", "initials", "terms", "search_text",
)  # fmt: skip
# Shipped between two landings under a number that had another text already; it stays where it was loaded, and edition 4 has all of it.
STRAY = {("local.rules", "3"): "6160eb3111e3e2b23628a671d7dd6c5a7e256833ccfce529bf008680b052aaea"}
PIECES = ("score", "check", "phrase", "parameter", "facts", "checked", "corrected")


def load_library(*, now: datetime) -> int:
    """Loads what ships and is not loaded yet. Returns how many editions. Raises EditionError, or Refused for a changed one.

    One query, and two COPYs where something is new.
    """
    sources, problems = editions.read_all(editions.files())
    problems += [problem for source in sources for problem in editions.misplaced(source)]
    problems += editions.between(sources, queries.codes())
    if problems:
        raise EditionError(problems)
    with transaction.atomic():
        return len(_load([source.edition for source in sources], now=now, district=""))


def load_editions(actor: Actor, made: Sequence[EditionOf]) -> list[Edition]:
    """Loads a district's own editions; returns those that are new. Their urns begin with the district's code.

    Raises Refused for another urn, for what is loaded with other content, and for an actor who may not load.
    """
    if not actor.scope.allows("load edition", Place(region=actor.district)):
        raise Refused(Refusal("no-duty", N_("Your duties do not include loading standards.")))
    foreign = [each.urn for each in made if not each.urn.startswith(f"{actor.district}.")]
    if foreign:
        text = N_(
            "{urn}: a district loads standards under its own name, which begins with “{district}.”. "
            "What ships is never replaced by an edited copy."
        )
        raise Refused(
            *(Refusal("urn-foreign", text, {"urn": urn, "district": actor.district}) for urn in foreign)
        )
    with transaction.atomic():
        new = _load(made, now=actor.now, district=actor.district)
        rows = list(Edition.objects.filter(pk__in=new).defer("content"))
        journal.record_many(
            actor,
            [
                journal.Event(
                    "load",
                    "edition",
                    row.id,
                    after={"name": row.name, "sha256": row.sha256, "title": row.title_zh},
                )
                for row in rows
            ],
        )
    return rows


def content_of(edition: EditionOf) -> tuple[str, str]:
    """The content as JSON text, and its SHA-256: the same for the same content however the file was written."""
    data = edition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()


def _load(made: Iterable[EditionOf], *, now: datetime, district: str) -> list[UUID]:
    loaded = {
        (urn, edition): known
        for urn, edition, known in Edition.objects.values_list("urn", "edition", "sha256")
    }
    rows: list[tuple[Any, ...]] = []
    clauses: list[tuple[Any, ...]] = []
    changed: list[Refusal] = []
    for each in made:
        content, digest = content_of(each)
        known = loaded.get((each.urn, each.edition))
        if known is None:
            rows.append(_edition_row(each, content, digest, now, district))
            clauses += _clause_rows(rows[-1][0], each)
        elif known not in (digest, STRAY.get((each.urn, each.edition))):
            changed.append(_changed(each, known, digest))
    if changed:
        raise Refused(*changed)
    copy_rows(Edition, EDITION_COLUMNS, rows)
    copy_rows(Clause, CLAUSE_COLUMNS, clauses)
    return [row[0] for row in rows]


def _changed(edition: EditionOf, known: str, digest: str) -> Refusal:
    text = N_(
        "{name} is loaded with other content (SHA-256 {known}, now {digest}). A loaded edition is never changed: "
        "give the new text a number of its own."
    )
    params = {"name": edition.name, "known": known, "digest": digest}
    return Refusal("edition-changed", text, params)


def _edition_row(
    edition: EditionOf, content: str, digest: str, now: datetime, district: str
) -> tuple[Any, ...]:
    conditions = json.dumps([condition.model_dump() for condition in edition.applies])
    return (
        new_id(), edition.urn, edition.edition, edition.kind, edition.route, edition.title.zh, edition.title.en,
        edition.issuer.zh, edition.issuer.en, edition.number, edition.in_force.from_, edition.in_force.to, conditions,
        sum(1 for _ in edition.clauses()), district, content, digest, now,
    )  # fmt: skip


def _clause_rows(pk: UUID, edition: EditionOf) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for section in edition.sections:
        _add_section(rows, pk, section, "", [])
    return rows


def _add_section(
    rows: list[tuple[Any, ...]], pk: UUID, section: Section, above: str, narrowed: list[Any]
) -> None:
    """The clauses of a section, then those of the sections below. `narrowed` are the conditions of the sections above."""
    path = f"{above}/{section.ref}" if above else section.ref
    if section.applies:
        narrowed = [*narrowed, [condition.model_dump() for condition in section.applies]]
    for clause in section.clauses:
        rows.append(_clause_row(pk, clause, path, len(rows), narrowed, section))
    for below in section.sections:
        _add_section(rows, pk, below, path, narrowed)


def _clause_row(
    pk: UUID, clause: ClauseOf, path: str, order: int, narrowed: list[Any], section: Section
) -> tuple[Any, ...]:
    data = clause.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    more = {key: data[key] for key in PIECES if key in data} | ({"applies": narrowed} if narrowed else {})
    words = " ".join([section.zh, *_words(clause)])
    zh, en = clause.zh, clause.en
    return (
        new_id(), pk, clause.ref, path, order, zh.title, zh.text, en.title, en.text, clause.source, clause.known,
        json.dumps(more, ensure_ascii=False), words, reading(zh.title).initials,
        terms_of(zh.title, zh.text, clause.source, words), latin_of(reading(zh.title), clause.ref, en.title, en.text, section.en, *_readings(clause)),
    )  # fmt: skip


def _words(clause: ClauseOf) -> list[str]:
    """What a clause is found by beside its title, text and source."""
    if clause.phrase:
        return [*clause.phrase.words, *clause.phrase.law, clause.phrase.measure.zh]
    if clause.check:
        return [clause.check.area.zh, clause.check.look.zh, clause.check.post.zh]
    return []


def _readings(clause: ClauseOf) -> list[str]:
    """The words of a phrase are typed in pinyin, too."""
    return [*clause.phrase.words, clause.phrase.measure.en] if clause.phrase else []
