"""Training in a real browser: from the page of a unit to a record, in both languages, at the desk and on the phone."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visitor
from tests.browser.test_journeys import OFFICE


@pytest.mark.parametrize(("narrow", "language"), [(False, "zh-CN"), (True, "en")], ids=["1440", "390"])
def test_the_screens_of_training_are_whole(
    visitor: Callable[..., Visitor], narrow: bool, language: str
) -> None:
    mark = f"{'390' if narrow else '1440'}-{language[:2]}"
    someone = visitor(narrow=narrow, language=language).enters_as(OFFICE)
    page = someone.goes_to("/enterprises/").page
    unit = page.locator("tbody a[href^='/units/']").first.get_attribute("href")
    assert unit
    someone.goes_to(unit).shows(f"unit-training-{mark}")
    someone.goes_to(f"{unit}training/")
    page.select_option("[name=kind]", "worker")
    page.fill("[name=topic]", "消防器材使用")
    page.fill("[name=held_on]", "2024-05-20")
    page.fill("[name=hours]", "1.5")
    page.fill("[name=number]", "8")
    someone.shows(f"training-new-{mark}")
    page.locator("form.form button.btn-main").click()
    page.wait_for_url("**/training/*/")
    someone.shows(f"training-{mark}")
    page.locator("a[data-step]").first.click()
    page.wait_for_url("**/void/")
    someone.shows(f"training-void-{mark}")
    page.fill("[name=note]", "记到了别的单位")
    page.locator("form button.btn-main, form button.btn-danger").first.click()
    page.wait_for_url("**/training/*/")
    assert page.locator(".st-off").count()
    someone.goes_to("/trainings/").shows(f"trainings-{mark}")
