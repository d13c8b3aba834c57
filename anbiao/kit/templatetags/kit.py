"""What templates of every part use: keys of forms, states, plates, days and figures as LOOK.md asks for them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django import template
from django.forms import BoundField, CheckboxSelectMultiple, RadioSelect
from django.middleware.csrf import get_token
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, pgettext

from anbiao.kit.actor import ACTING
from anbiao.kit.district import new_id
from anbiao.kit.idempotency import FIELD
from anbiao.kit.texts import say as say_refusal
from anbiao.rules import colours
from anbiao.rules.machine import Machine
from anbiao.rules.refusal import N_, Refusal

register = template.Library()
NONE = "—"
MINUS = "−"
COLOURS = {**colours.COLOURS, "none": N_("No colour yet")}


# ---------- forms ----------


@register.simple_tag(takes_context=True)
def key(context: Context) -> SafeString:
    """The hidden fields of a write form: the form token, the key under which its answer is kept, and for a deputy in whose name it is shown."""
    request = context.get("request")
    token = get_token(request) if request is not None else ""
    stead = getattr(getattr(request, "actor", None), "stead", None)
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="{}" value="{}">{}',
        token, FIELD, new_id(), format_html('<input type="hidden" name="{}" value="{}">', ACTING, stead.number) if stead else "",
    )  # fmt: skip


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField, width: str = "") -> dict[str, Any]:
    """A form field as LOOK.md §5 asks: label above, help below, error under it; `width` is w-code, w-date (of every day and time), w-number or w-name.

    Several boxes are a group under its label.
    """
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    attributes: dict[str, Any] = {}
    if kind not in ("checkbox", "radio"):
        width = width or ("w-date" if kind in ("date", "time") else "")
        attributes["class"] = f"input {width}".strip()
    elif kind == "checkbox":
        attributes["class"] = "check"
    is_group = isinstance(widget, (CheckboxSelectMultiple, RadioSelect))
    if is_group:
        widget.attrs.setdefault("class", "check")
    if bound.errors:
        attributes |= {"aria-invalid": "true", "aria-describedby": f"{bound.id_for_label}-error"}
    elif bound.help_text:
        attributes["aria-describedby"] = f"{bound.id_for_label}-help"
    return {
        "field": bound,
        "input": bound.as_widget(attrs=attributes),
        "is_box": kind == "checkbox",
        "is_group": is_group,
        "is_file": kind == "file",
        "is_many": getattr(widget, "allow_multiple_selected", False),
    }


# ---------- states and colours ----------


@register.simple_tag
def state(machine: Machine, name: str) -> SafeString:
    """The state of a row: its mark and its word."""
    found = machine.state(name)
    return mark(found.mark, gettext(found.label))


@register.simple_tag
def mark(kind: str, word: str) -> SafeString:
    """A mark and a word: kind is idle, doing, wait, done, back, late or off."""
    return format_html('<span class="st st-{}">{}</span>', kind, word)


@register.simple_tag
def risk(colour: str, size: str = "") -> SafeString:
    """The plate of a risk colour with its letter; "" or "none" is the dashed square. `size` may be "l"."""
    colour = colour or "none"
    letters = {
        "red": pgettext("plate", "R"), "orange": pgettext("plate", "O"), "yellow": pgettext("plate", "Y"),
        "blue": pgettext("plate", "B"), "none": NONE,
    }  # fmt: skip
    large = " risk-l" if size == "l" else ""
    return format_html(
        '<span class="riskcell"><b class="risk risk-{}{}" title="{}">{}</b></span>',
        colour,
        large,
        gettext(COLOURS[colour]),
        letters[colour],
    )


# ---------- days and figures ----------


def say_day(value: date | datetime | None, today: date | None) -> str:
    """`11-25` this year, `2026-11-25` otherwise, a dash for none. An instant is taken as the day in the district."""
    if not value:
        return NONE
    on = localtime(value).date() if isinstance(value, datetime) else value
    return f"{on:%m-%d}" if today is not None and on.year == today.year else on.isoformat()


def say_moment(value: datetime | None, today: date | None) -> str:
    """The day as `say_day` and the minute."""
    if not value:
        return NONE
    return f"{say_day(value, today)} {localtime(value):%H:%M}"


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | datetime | None) -> str:
    """`{% day row.verified_on %}`: a day as lists show it."""
    return say_day(value, cast("date | None", context.get("today")))


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime | None) -> str:
    """`{% moment entry.at %}`: a day and a minute."""
    return say_moment(value, cast("date | None", context.get("today")))


@register.filter
def thousands(value: int | float | Decimal | None) -> str:
    """A number with commas and a true minus; a dash for none."""
    return NONE if value is None else f"{value:,}".replace("-", MINUS)


@register.filter
def rate(value: float | Decimal | None) -> str:
    """A share between 0 and 1 as per cent with one decimal."""
    return NONE if value is None else f"{value * 100:.1f}%".replace("-", MINUS)


@register.filter
def dash(value: Any) -> Any:
    """The value, or a dash when there is none. Zero is a value."""
    return NONE if value is None or value == "" else value


@register.filter
def pale(value: int | None) -> SafeString | str:
    """A count for a table: zero pale, none a dash."""
    if value == 0:
        return format_html('<span class="sub">{}</span>', 0)
    return thousands(value)


@register.filter
def week(on: date) -> str:
    """The ISO week as words: 第 48 周, W48."""
    return gettext("W%(number)s") % {"number": on.isocalendar().week}


@register.filter
def say(refusal: Refusal) -> str:
    """A refusal as a sentence in the reader's language."""
    return say_refusal(refusal)


@register.filter
def word(text: str) -> str:
    """A marked text (a label of a rule, of a machine, of a duty) in the reader's language."""
    return gettext(text) if text else ""


@register.filter
def named(row: Any) -> str:
    """The name of a shared row or an organisation in the reader's language; Chinese where there is no other."""
    if row is None:
        return NONE
    english = getattr(row, "name_en", "") if (get_language() or "").startswith("en") else ""
    return english or getattr(row, "name", "") or getattr(row, "name_zh", "")
