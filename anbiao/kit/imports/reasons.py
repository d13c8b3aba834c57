"""Why a cell is not taken: the code of each reason and its sentence, which says what to write instead."""

from collections.abc import Mapping

from anbiao.kit.imports.columns import Column
from anbiao.kit.imports.sheets import Cell
from anbiao.kit.imports.texts import shown
from anbiao.rules.refusal import N_, Refusal, Refused

SENTENCES: Mapping[str, str] = {
    "required": N_("This cell may not be empty. Allowed: {allowed}."),
    "formula-without-value": N_(
        "The cell holds a formula without a result. Open the file in Excel or WPS and save it, or type the value."
    ),
    "formula-error": N_("The formula in this cell ends in an error. Correct it, or type the value."),
    "unreadable-characters": N_("“{value}” holds characters that were lost in saving. Type the text again."),
    "too-long": N_("{length} characters, but at most {longest} fit. Shorten the text."),
    "code-lost-digits": N_(
        "Excel stored the number as {value} and its last digits are lost. Format the column as text and enter it again in full."
    ),
    "became-date": N_(
        "Excel turned the entry into the date {value}. Format the column as text and enter it again."
    ),
    "not-a-whole-number": N_("“{value}” is not a whole number. Write digits only, from 0 to {largest}."),
    "number-too-large": N_("{value} is too large. Allowed is up to {largest}."),
    "not-a-number": N_("“{value}” is not a number. Write digits, with a point if needed."),
    "no-such-day": N_("There is no such day as {value}. Look it up and write it as 2026-02-28."),
    "date-ambiguous": N_(
        "“{value}” can be read as several days. Write the year first, with four digits: 2026-02-28."
    ),
    "date-incomplete": N_("“{value}” names no full date. Write year, month and day: 2026-02-28."),
    "date-out-of-range": N_("{value} lies outside the years 1900 to 2100. Write it as 2026-02-28."),
    "not-a-date": N_("“{value}” is not a date. Write it as 2026-02-28."),
    "choice-unknown": N_("“{value}” is not in the list. Allowed: {allowed}."),
    "choice-similar": N_("“{value}” is not in the list. Do you mean “{similar}”? Allowed: {allowed}."),
    "phone-several": N_("“{value}” holds more than one number. Write one."),
    "phone-length": N_("{digits} digits, but a mobile number has 11. Allowed: {allowed}."),
    "phone-area-code": N_("“{value}” lacks the area code. Write it as 0595-22630000."),
    "not-a-phone": N_("“{value}” is not a telephone number. Allowed: {allowed}."),
}


def refuse(code: str, value: Cell, column: Column, **params: str) -> Refused:
    """The reason as an exception to raise; `value` as shown in Excel and `allowed` (a Term) are always among its params."""
    filled = {"value": shown(value), "allowed": column.allowed_words, **params}
    return Refused(Refusal(code, SENTENCES[code], filled, field=column.name))
