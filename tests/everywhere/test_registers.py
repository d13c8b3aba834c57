"""What holds for every list, written once."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbiao.kit.models import Entry
from anbiao.kit.register import ListState, Register
from tests import people
from tests.everywhere.lists import ALL, FILL

pytestmark = pytest.mark.django_db
LISTS = pytest.mark.parametrize("register", ALL, ids=lambda register: register.name)
READERS = {"accounts": "security_admin", "grants": "security_admin", "tokens": "security_admin"}


def reader(register: Register, language: str = "zh-hans") -> Client:
    return people.browser(people.person(READERS.get(register.name, "district_officer")), language=language)


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@LISTS
def test_a_list_asks_the_same_questions_at_2_and_at_20_rows_and_at_most_12(register: Register) -> None:
    client, address = reader(register), reverse(register.name)
    FILL[register.name](2)
    client.get(address)  # the session's minute and the content types are settled
    few = count_queries(client, address)
    FILL[register.name](18)
    many = count_queries(client, address)
    assert few == many
    assert many <= 12


@LISTS
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_list_speaks_one_language(register: Register, language: str) -> None:
    FILL[register.name](3)
    page = reader(register, language).get(reverse(register.name)).content.decode()
    heads = re.sub(r"<[^>]+>", " ", " ".join(re.findall(r"<th\b.*?</th>", page, re.S)))
    han = re.findall(r"[\u4e00-\u9fff]+", heads)
    if language == "en":
        assert not han
        assert 'lang="en"' in page
    else:
        assert han
        assert 'lang="zh-' in page


@pytest.mark.parametrize("register", [r for r in ALL if r.export], ids=lambda register: register.name)
def test_an_export_is_the_screen(register: Register) -> None:
    FILL[register.name](5)
    client = reader(register)
    answer = client.get(reverse(f"{register.name}-csv"))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    actor = people.acting(people.User.objects.get(username=READERS.get(register.name, "district_officer")))
    assert len(lines) - 1 == register.rows(actor, ListState()).count() >= 5
    assert len(lines[0]) == len(register.columns)
    assert Entry.objects.filter(verb="export").count() == 1


@LISTS
@pytest.mark.parametrize(
    "query",
    [
        "sort=nonsense",
        "after=%00",
        "q=%27%22%3Cscript%3E",
        "town=zzz&sort=-name&after=abc",
        "q=" + "长" * 500,
    ],
)
def test_a_strange_address_is_answered_not_broken(register: Register, query: str) -> None:
    FILL[register.name](2)
    page = reader(register).get(f"{reverse(register.name)}?{query}")
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().split("</head>")[1].replace("<script src", "")


@LISTS
def test_the_columns_that_sort_have_an_index(register: Register) -> None:
    """Each declared sort is NOT NULL, and stands behind the district in an index (DESIGN §3, Scale)."""
    fields = {field.name: field for field in register.model._meta.get_fields() if hasattr(field, "null")}
    indexed = {
        tuple(getattr(part, "name", part) for part in (index.fields or index.expressions))
        for index in register.model._meta.indexes
    }
    for stored in register.sorts.values():
        if stored == "id":
            continue
        assert not fields[stored].null
        assert any(columns[:2] == ("district", stored) for columns in indexed), f"{stored} has no index"


@LISTS
def test_an_empty_list_says_what_would_stand_here(register: Register) -> None:
    """Never a bare sheet; where there is a next step, whoever may take it is led there (LOOK §4)."""
    page = reader(register).get(reverse(register.name)).content.decode()
    if "sheet empty" not in page:
        return  # the founding itself fills it: accounts, organisations
    empty = page.partition("sheet empty")[2].partition("</div>")[0]
    assert len(re.sub(r"<[^>]+>|\s", "", empty)) > 8
    if register.empty.act and people.acting(
        people.User.objects.get(username=READERS.get(register.name, "district_officer"))
    ).scope.may(register.empty.act.capability):
        assert "<a " in empty


@LISTS
def test_words_are_not_cut_at_one_line(register: Register) -> None:
    """A cell of words may take a second line; its whole stands in the hover besides."""
    FILL[register.name](2)
    page = reader(register).get(reverse(register.name)).content.decode()
    for cell in re.findall(r'<td class="k-text.*?</td>', page, re.S):
        assert '<span class="words">' in cell
        assert 'title="' in cell


def test_every_list_is_filled_by_these_tests() -> None:
    assert {register.name for register in ALL} == set(FILL)
