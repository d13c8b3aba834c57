"""The doors of assessments: begun, filled item by item, conflicts told, handed in, reviewed side by side, decided."""

from uuid import uuid4

import pytest
from django.test import Client

from anbiao.authority.models import User
from anbiao.kit.work import sources
from anbiao.programme import actions
from anbiao.programme.models import Assessment
from tests import people
from tests.programme.made import Cast, begun, cast, item_of, mark, marked, reviewed, submitted

pytestmark = pytest.mark.django_db
FIRST = "SCH-1.1"


def browser(who: object, language: str = "zh-hans") -> Client:
    """Signed in as an actor of the cast."""
    return people.browser(User.objects.get(pk=who.person), language=language)  # type: ignore[attr-defined]


def send(client: Client, url: str, **values: object) -> object:
    return client.post(url, {"_key": str(uuid4()), **values})


@pytest.fixture
def who() -> Cast:
    return cast()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_manager_begins_from_the_page_of_the_unit(who: Cast, language: str) -> None:
    client = browser(who.around.manager, language)
    url = f"/units/{who.unit.pk}/assessment/"
    assert url in client.get(f"/units/{who.unit.pk}/").content.decode()
    assert "评分表" in client.get(url).content.decode() or language == "en"
    answer = send(client, url, kind="yearly")
    row = Assessment.objects.get()
    assert answer.url == f"/assessment/{row.pk}/"  # type: ignore[attr-defined]
    page = client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert page.count("hx-post") == 32
    assert "0 / 32" in page
    assert f"/assessment/{row.pk}/" in client.get(f"/units/{who.unit.pk}/").content.decode()
    assert send(client, url, kind="yearly").status_code == 422  # type: ignore[attr-defined]
    assert send(client, url, kind="").status_code == 422  # type: ignore[attr-defined]


def test_an_item_saves_itself_and_tells_the_progress(who: Cast) -> None:
    row = begun(who)
    url = f"/assessed-item/{item_of(row, FIRST).pk}/"
    client = browser(who.around.staff)
    answer = send(client, url, marks="2", reason="", version=1)
    body = answer.content.decode()  # type: ignore[attr-defined]
    assert 'name="version" value="2"' in body
    assert "0 / 32" in body  # a deduction without its reason is kept, and not yet done
    body = send(client, url, marks="2", reason="一处", version=2).content.decode()  # type: ignore[attr-defined]
    assert "1 / 32" in body and 'hx-swap-oob="true"' in body and "66.7" in body
    assert 'id="steps"' in body
    assert client.get(url).status_code == 200
    send(client, url, marks="", reason="", version=3)
    assert item_of(row, FIRST).own_deduction is None


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"marks": "x", "version": 1}, 422), ({"marks": "9", "version": 1}, 409), ({"marks": "3"}, 422), ({"na": "1", "version": 1}, 409),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_its_line(who: Cast, values: dict[str, object], status: int) -> None:
    row = begun(who)
    answer = send(browser(who.around.staff), f"/assessed-item/{item_of(row, FIRST).pk}/", **values)
    assert answer.status_code == status  # type: ignore[attr-defined]
    assert 'role="alert"' in answer.content.decode()  # type: ignore[attr-defined]
    assert item_of(row, FIRST).own_deduction is None


def test_a_conflict_shows_what_the_other_wrote(who: Cast) -> None:
    row = begun(who)
    item = item_of(row, FIRST)
    actions.mark_item(who.around.manager, item, "own", version=1, mark=mark("1", reason="经理写的"))
    answer = send(browser(who.around.staff), f"/assessed-item/{item.pk}/", marks="3", version=1)
    body = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "经理写的" in body and who.around.manager.who in body and 'name="version" value="2"' in body
    assert item_of(row, FIRST).own_reason == "经理写的"


def test_who_may_not_write_now_finds_nothing_to_post_to(who: Cast) -> None:
    item = item_of(begun(who), FIRST)
    assert (
        send(browser(who.around.town), f"/assessed-item/{item.pk}/", marks="3", version=1).status_code == 404
    )  # type: ignore[attr-defined]


def test_the_unit_hands_in_and_the_reviewer_sees_both_sides(who: Cast) -> None:
    row = begun(who)
    manager = browser(who.around.manager)
    step = f"/assessment/{row.pk}/submit/"
    assert send(manager, step).status_code == 422  # type: ignore[attr-defined]
    marked(who.around.manager, row, "own", SCH_1_1=mark("1", reason="自评理由"))
    assert manager.get(step).status_code == 200
    assert send(manager, step).status_code == 302  # type: ignore[attr-defined]
    expert = browser(who.expert)
    assert send(expert, f"/assessment/{row.pk}/begin-review/").status_code == 302  # type: ignore[attr-defined]
    page = expert.get(f"/assessment/{row.pk}/").content.decode()
    assert "自评理由" in page and 'data-same="2"' in page
    item = item_of(row, FIRST)
    answer = send(expert, f"/assessed-item/{item.pk}/", marks="1", reason="两处", version=item.version)
    assert "−1" in answer.content.decode()  # type: ignore[attr-defined]
    hidden = manager.get(f"/assessment/{row.pk}/").content.decode()
    assert "两处" not in hidden
    back = f"/assessment/{row.pk}/send-back/"
    assert send(expert, back, note="").status_code == 422  # type: ignore[attr-defined]
    assert send(expert, back, note="请补正").status_code == 302  # type: ignore[attr-defined]
    page = manager.get(f"/assessment/{row.pk}/").content.decode()
    assert "请补正" in page and "两处" in page


def test_the_leader_sees_what_follows_decides_and_everybody_sees_why(who: Cast) -> None:
    row = reviewed(who, SCH_3_1=mark("3", reason="x"))
    leader = browser(who.leader)
    step = f"/assessment/{row.pk}/accept/"
    assert "分档" in leader.get(step).content.decode()
    assert leader.get(f"/assessment/{row.pk}/conclude/").status_code == 302
    assert leader.get(f"/assessment/{row.pk}/whatever/").status_code == 404
    assert send(leader, step).status_code == 302  # type: ignore[attr-defined]
    page = browser(who.around.manager).get(f"/assessment/{row.pk}/").content.decode()
    assert "分档" in page and "97.0" in page
    assert "97.0" in leader.get(f"/units/{who.unit.pk}/").content.decode()
    listed = browser(who.around.town).get("/assessments/?state=accepted&result=excellent").content.decode()
    assert who.unit.name in listed
    assert who.unit.name not in browser(who.around.town).get("/assessments/?result=failed").content.decode()


def test_who_advised_is_told_so_on_the_sheet(who: Cast) -> None:
    from tests.programme.test_assessments import served

    row = actions.move_assessment(who.around.town, submitted(who), "begin_review")
    served(who, 30)
    page = browser(who.expert).get(f"/assessment/{row.pk}/").content.decode()
    assert "hx-post" not in page and "24 个月" in page


def test_each_has_the_work_that_is_next(who: Cast) -> None:
    def waiting(actor: object) -> set[str]:
        mine = [each for each in sources(actor) if each.name.startswith("assessments-")]  # type: ignore[arg-type]
        found = {each.name for each in mine if each.rows(actor, False).exists()}  # type: ignore[arg-type]
        for each in mine:
            for row in each.rows(actor, False):  # type: ignore[arg-type]
                assert each.item(actor, row).subject == who.unit.name  # type: ignore[arg-type]
        return found

    row = begun(who)
    assert waiting(who.around.manager) == {"assessments-to-fill"}
    marked(who.around.manager, row, "own")
    row = actions.move_assessment(who.around.manager, row, "submit")
    assert waiting(who.around.town) == {"assessments-to-review"}
    row = actions.move_assessment(who.around.town, row, "send_back", note="x")
    assert waiting(who.around.manager) == {"assessments-returned"}
    row = actions.move_assessment(who.around.manager, row, "submit")
    row = actions.move_assessment(who.around.district, row, "begin_review")
    marked(who.around.district, row, "review")
    actions.move_assessment(who.around.district, row, "conclude")
    assert waiting(who.leader) == {"assessments-to-decide"}
    assert waiting(who.around.district) == set()


def test_the_sheet_asks_the_database_no_more_often_for_many_items(who: Cast, django_assert_max_num_queries: object) -> None:  # fmt: skip
    row = begun(who)
    client = browser(who.around.manager)
    client.get(f"/assessment/{row.pk}/")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        client.get(f"/assessment/{row.pk}/")


def test_the_sheet_offers_to_hand_in_and_apply_in_one_step(who: Cast) -> None:
    row = begun(who)
    client = browser(who.around.manager)
    assert (
        client.get(f"/assessment/{row.pk}/").content.decode().count("提交并申请定级") == 2
    )  # greyed, and why
    marked(who.around.manager, row, "own")
    url = f"/assessment/{row.pk}/submit-and-apply/"
    assert url in client.get(f"/assessment/{row.pk}/").content.decode()
    assert send(client, url, note="").status_code == 302  # type: ignore[attr-defined]
    row.refresh_from_db()
    assert (row.kind, row.state) == ("application", "submitted")
    assert url not in client.get(f"/assessment/{row.pk}/").content.decode()
