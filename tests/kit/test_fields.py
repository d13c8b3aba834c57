"""How a form field is drawn."""

from django import forms
from django.template.loader import render_to_string

from anbiao.kit.templatetags.kit import field


class Files(forms.Form):
    """One file."""

    file = forms.FileField(label="File")


def test_a_file_field_has_words_of_our_own() -> None:
    drawn = render_to_string("kit/field.html", field(Files()["file"]))
    assert "data-file" in drawn and "data-chosen" in drawn and 'type="file"' in drawn
    assert 'for="id_file"' in drawn
