"""What ships: every entry of the catalogues handed over is a clause, and all editions agree with each other."""

from collections import Counter
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from anbiao.authority.founding import library
from anbiao.standards import editions
from anbiao.standards.editions import Codes, Source
from anbiao.standards.schema import Clause

COUNTS = yaml.safe_load((Path(__file__).parent / "catalogue_counts.yaml").read_text())
KNOWN = ("found", "recalled", "proposed")


@cache
def shipped() -> list[Source]:
    sources, problems = editions.read_all(editions.files())
    assert not problems
    return sources


def named(urn: str, edition: str) -> Source:
    return next(source for source in shipped() if source.edition.name == f"{urn}/{edition}")


def of_catalogue(name: str) -> list[Clause]:
    begin = f"urn:ajw:library:{ {'grading': 'grading-2021-83'}.get(name, name) } "
    return [c for s in shipped() if s.edition.origin.startswith(begin) for c in s.edition.clauses()]


def is_beside(clause: Clause) -> bool:
    """Clauses of lists that had no codes in their catalogue."""
    return (
        clause.ref.startswith(("COL-", "PLAN-"))
        or "checkpoint_of" in clause.facts
        or "street_code" in clause.facts
    )


def codes() -> Codes:
    return Codes(*(frozenset(e["code"] for e in library(n)) for n in ("sectors", "classes", "features")))


@pytest.mark.parametrize("catalogue", sorted(COUNTS))
def test_every_entry_of_every_catalogue_is_a_clause_as_far_known_as_it_was(catalogue: str) -> None:
    wanted = COUNTS[catalogue]
    beside = Counter(c.known for c in of_catalogue(catalogue) if is_beside(c))
    coded = [c for c in of_catalogue(catalogue) if not is_beside(c)]
    known = Counter(c.known for c in coded)
    assert len(coded) == wanted["entries"]
    assert [known[k] for k in KNOWN[:2]] == [wanted[k] for k in KNOWN[:2]]
    assert known["proposed"] == wanted["proposed"] + wanted.get("not_obtained", 0)
    assert dict(beside) == wanted.get("beside", {})
    names = sorted(str(c.facts.get("code", c.ref)) for c in coded)
    assert sha256("\n".join(names).encode()).hexdigest() == wanted["codes"]


def test_every_edition_that_ships_comes_from_a_catalogue_or_says_that_we_wrote_it() -> None:
    for source in shipped():
        origin = source.edition.origin
        assert origin.startswith("urn:ajw:library:") or "Anbiao" in origin, source.file


def test_all_editions_agree_with_each_other_and_with_the_roster() -> None:
    problems = editions.between(shipped(), codes())
    problems += [problem for source in shipped() for problem in editions.misplaced(source)]
    assert problems == []


def test_no_edition_tells_how_its_facts_were_searched_for() -> None:
    for path in editions.files():
        assert "find_string" not in path.read_text(), path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("cn.gbt33000", "2016"), ("cn.gbt33000", "2025")),
        (("cn.major-hazards.fire", "2017"), ("cn.major-hazards.fire", "2025")),
        (("cn.accident-types", "1986"), ("cn.accident-types", "2025")),
    ],
)
def test_an_edition_ends_the_day_before_its_successor_begins(
    old: tuple[str, str], new: tuple[str, str]
) -> None:
    before, after = named(*old).edition, named(*new).edition
    assert after.replaces is not None
    assert (after.replaces.urn, after.replaces.edition) == old
    assert before.in_force.to is not None
    assert after.in_force.from_ is not None
    assert (after.in_force.from_ - before.in_force.to).days == 1


def test_order_10_has_its_64_items_and_the_rule_on_failed_devices() -> None:
    clauses = list(named("cn.major-hazards.order10", "2023").edition.clauses())
    assert len([c for c in clauses if c.facts.get("counted", True)]) == 64
    assert len(clauses) == 65


def test_the_local_rules_are_all_proposals_but_the_one_of_order_16() -> None:
    clauses = {c.ref: c for c in named("local.rules", "1").edition.clauses()}
    assert {ref for ref, c in clauses.items() if c.known != "proposed"} == {"hazards.resume_review"}
    assert all(c.zh.text and c.en.text for c in clauses.values())


def test_the_intervals_of_the_four_colours_are_those_of_the_programme() -> None:
    clauses = {c.ref: c for c in named("local.rules", "1").edition.clauses()}
    parameter = clauses["visits.interval"].parameter
    assert parameter is not None
    assert parameter.value == {"red": 7, "orange": 30, "yellow": 90, "blue": 365}
