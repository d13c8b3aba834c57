"""How a form field and a row of steps are drawn."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string

from anbiao.kit.register.detail import StepLink
from anbiao.kit.templatetags.kit import field


class Files(forms.Form):
    """One file."""

    file = forms.FileField(label="File")


def test_a_file_field_has_words_of_our_own() -> None:
    drawn = render_to_string("kit/field.html", field(Files()["file"]))
    assert "data-file" in drawn and "data-chosen" in drawn and 'type="file"' in drawn
    assert 'for="id_file"' in drawn


@pytest.mark.parametrize(
    ("number", "in_the_row", "in_the_menu"), [(1, 1, 0), (2, 2, 0), (3, 3, 2), (4, 4, 3), (9, 4, 8)]
)
def test_a_row_of_steps_holds_four_and_a_menu_the_rest(
    number: int, in_the_row: int, in_the_menu: int
) -> None:
    """What a desk shows in the row stands in the menu of a phone as well; each width sees every step once."""
    steps = [StepLink(f"Step {n}", f"/{n}/", n == 0) for n in range(number)]
    drawn = render_to_string("kit/register/steps.html", {"steps": steps})
    row, _menu, menu = drawn.partition("<details")
    assert (row.count("<a "), menu.count("<a ")) == (in_the_row, in_the_menu)
    at_desk = row.count("<a ") + menu.count("<a ") - menu.count('<a class="at-phone"')
    at_phone = len(re.findall(r"<a (?![^>]*at-desk)", row)) + menu.count("<a ")
    assert (at_desk, at_phone) == (number, number)
    assert drawn.count("btn-main") == 1


def test_a_refused_step_in_the_menu_says_why() -> None:
    steps = [StepLink(f"Step {n}", f"/{n}/", reasons=["Too early."] * (n == 5)) for n in range(6)]
    menu = render_to_string("kit/register/steps.html", {"steps": steps}).partition("<details")[2]
    assert 'aria-disabled="true">Step 5</a><span class="why-not">Too early.' in menu
