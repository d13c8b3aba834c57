"""The rules book: the same rules give the same book, and each rule shows its articles and tests."""

from itertools import permutations

from anbiao.rules import calendar, identifiers, places
from anbiao.rules.book import named_tests, rules_book
from anbiao.rules.refusal import Citation, cited

COVERS = Citation("rules.places", "covers", ("Art. 3", "Art. 9"), "A grant covers a place.")
DEADLINE = Citation("rules.calendar", "Calendar.deadline", ("Art. 9",), "The first day does not count.")
WITHIN = Citation("rules.places", "within", ("GB/T 2260",), "Regions nest.")

SOURCE = """
import pytest


@pytest.mark.parametrize("rule", [covers])
def test_a_grant_covers_its_street(rule):
    assert rule(1)


def test_five_days_are_a_week():
    assert calendar.deadline(1)


def make_grant():
    return within(1)


def test_nothing_of_within_is_called_here():
    assert "within"
"""


def test_the_tests_of_a_file_are_found_with_their_decorators_and_nothing_else() -> None:
    found = named_tests(SOURCE, path="tests/rules/test_it.py")
    assert sorted(found) == [
        "tests/rules/test_it.py::test_a_grant_covers_its_street",
        "tests/rules/test_it.py::test_five_days_are_a_week",
        "tests/rules/test_it.py::test_nothing_of_within_is_called_here",
    ]
    assert found["tests/rules/test_it.py::test_a_grant_covers_its_street"].startswith(
        "@pytest.mark.parametrize"
    )


def test_the_book_gives_rule_article_text_and_tests() -> None:
    book = rules_book([COVERS, DEADLINE, WITHIN], tests=named_tests(SOURCE, path="tests/rules/test_it.py"))
    _, entry = book.split("### covers\n\n")
    assert entry.startswith(
        "Article: Art. 3; Art. 9\n\nA grant covers a place.\n\nShown by:\n\n"
        "- a grant covers its street (`tests/rules/test_it.py`)\n"
    )
    assert "- five days are a week (`tests/rules/test_it.py`)" in book.split("### Calendar.deadline")[1]


def test_the_book_says_of_a_rule_that_no_test_names_it() -> None:
    book = rules_book([WITHIN], tests=named_tests(SOURCE, path="tests/rules/test_it.py"))
    assert "No test names this rule." in book


def test_the_book_lists_each_article_with_its_rules() -> None:
    book = rules_book([COVERS, DEADLINE], tests={})
    assert "| Art. 9 | `rules.calendar.Calendar.deadline`, `rules.places.covers` |" in book
    assert "| Art. 3 | `rules.places.covers` |" in book


def test_the_book_does_not_hang_on_the_order_in_which_rules_and_tests_are_found() -> None:
    tests = named_tests(SOURCE, path="t.py")
    books = {
        rules_book(order, tests=dict(pairs))
        for order in permutations([COVERS, DEADLINE, WITHIN])
        for pairs in (tests.items(), reversed(tests.items()))
    }
    assert len(books) == 1


def test_the_rules_of_this_package_stand_in_the_book() -> None:
    book = rules_book(cited(), tests={})
    for module, rule in ((places, "covers"), (calendar, "Calendar.deadline"), (identifiers, "check_uscc")):
        assert f"## {module.__name__}\n" in book
        assert f"### {rule}\n" in book
