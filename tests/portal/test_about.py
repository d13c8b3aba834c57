"""The page that says whose work is used: nothing that is sent to browsers is left out, and each has its licence."""

import json
from typing import Any

import pytest

from anbiao.portal.about import NOTICES
from tests import people


def test_everything_that_browsers_get_is_named_with_the_text_of_its_licence(settings: Any) -> None:
    locked = json.loads((settings.ROOT / "package-lock.json").read_text())["packages"]
    shipped = {path.removeprefix("node_modules/") for path, each in locked.items() if path and not each.get("dev")}  # fmt: skip
    told = {each["name"]: each for each in json.loads(NOTICES.read_text())["browser"]}
    assert set(told) == shipped
    assert all(len(each["text"]) > 300 and each["licence"] for each in told.values())


@pytest.mark.django_db
def test_the_page_is_read_by_whoever_is_signed_in() -> None:
    page = people.browser(people.nobody()).get("/about/").content.decode()
    assert "jsqr" in page
    assert "Apache License" in page
