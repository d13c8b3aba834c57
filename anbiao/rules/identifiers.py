"""Codes and numbers that name units, trades and persons: how they are written, what is wrong, how they are masked.

`check_*` answer None when the value is good, else the Refusal. They clean the value with `normalise` first; what
is stored is the cleaned value. What a person must decide (an O that may be a 0) is never changed, only explained.
"""

import re
import unicodedata
from datetime import date

from stdnum.cn import ric, uscc

from anbiao.rules.places import is_region
from anbiao.rules.refusal import N_, Refusal, cites

USCC_LENGTH = 18
USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_REGION = range(3, 9)
_USCC_PLACES = re.compile(f"[{USCC_CHARACTERS[1:]}][{USCC_CHARACTERS}][0-9]{{6}}[{USCC_CHARACTERS}]{{10}}")
_CONFUSED = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}

_NONE_WORDS = frozenset(
    {
        "",
        "无",
        "暂无",
        "没有",
        "无证",
        "未办理",
        "未提供",
        "不详",
        "/",
        "-",
        "--",
        "—",
        "——",
        "N/A",
        "NA",
        "NONE",
        "NULL",
    }
)
_FLOAT = re.compile(r"\d(?:\.\d+)?E\+?\d{1,3}", re.ASCII)
_WHOLE_FLOAT = re.compile(r"(\d+)\.0+", re.ASCII)
_ORGANISATION_CODE = re.compile(r"[0-9A-Z]{8}-?[0-9X]", re.ASCII)
_INDUSTRY = re.compile(r"[A-T]|[A-T]?\d{2,4}", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_MASKED_MOBILE = re.compile(r"1[3-9]\d[\d*]{4}\d{4}", re.ASCII)
_LANDLINE = re.compile(r"(?:0(?:10|2\d|[3-9]\d{2}))?[2-8]\d{6,7}(?:-\d{1,6})?|[48]00\d{7}", re.ASCII)
_SEPARATORS = re.compile(r"[\s()\-‐-―]+")
_PLAIN = re.compile(r"[!-&(-_{-~]*")  # visible ASCII without small letters and guards: nothing to make right
_EXTENSION = re.compile(r"(?:转|EXT\.?|#|(?<=\d{7})-)(\d{1,6})$", re.ASCII)


def normalise(text: str) -> str:
    """The value as it was meant: full-width made half-width, spaces and invisible characters gone, capitals,
    no guard apostrophe.
    """
    if _PLAIN.fullmatch(text):
        return text
    kept = (
        _half_width(character)
        for character in text
        if not character.isspace() and unicodedata.category(character) not in {"Cc", "Cf"}
    )
    return "".join(kept).lstrip("'‘’`")


def _half_width(character: str) -> str:
    if "！" <= character <= "～":
        character = chr(ord(character) - 0xFEE0)
    return character.upper() if character.isascii() else character


def means_none(text: str) -> bool:
    """True for an empty cell and for what offices write instead of one: 无, 暂无, /, N/A and the like."""
    return normalise(text) in _NONE_WORDS


def is_masked(text: str) -> bool:
    """True when stars hide a part of the value, as in our own exports: such a cell must never overwrite data."""
    return "**" in normalise(text) or normalise(text).endswith("*")


def is_mangled(text: str) -> bool:
    """True when a spreadsheet turned a code of more than 15 digits into a number: 9.135E+17 or
    913505040000000000.0.
    """
    code = normalise(text)
    whole = _WHOLE_FLOAT.fullmatch(code)
    return len(whole[1]) > 15 if whole else bool(_FLOAT.fullmatch(code))


def _lost_its_tail(code: str) -> bool:
    """Spreadsheets keep 15 digits and write 0 for the rest. Some real codes end so too: ask only when the
    check fails.
    """
    return code.isdigit() and code.endswith("000")


def is_old_licence(text: str) -> bool:
    """True for the shape of the 15-digit registration number of business licences before October 2015."""
    code = normalise(text)
    return len(code) == 15 and code.isascii() and code.isdigit()


@cites("GB 32100-2015")
def uscc_check_character(code: str) -> str:
    """The right place 18 for the first 17 places of a credit code: weights 3^(i-1) mod 31, complement to 31."""
    first = code[: USCC_LENGTH - 1]
    if len(first) < USCC_LENGTH - 1 or any(character not in USCC_CHARACTERS for character in first):
        raise ValueError(f"no check character follows from {first!r}")
    return _check_character(first)


def _check_character(first: str) -> str:
    return str(uscc.calc_check_digit(first))


@cites("GB 32100-2015", "国发〔2015〕33号")
def check_uscc(text: str) -> Refusal | None:
    """A unified social credit code has 18 places of 0-9 and capitals without I O S V Z; 3 to 8 are digits; 18
    is the check.
    """
    code = normalise(text)
    return _not_a_uscc(code) or _wrong_place(code) or _wrong_check(code)


def _not_a_uscc(code: str) -> Refusal | None:
    if len(code) == USCC_LENGTH and code.isalnum():
        return None  # none of the mistakes below is so long without a point or a sign
    if code in _NONE_WORDS:
        return _uscc("uscc-none", N_("There is no credit code here. Copy it from the licence."))
    if is_mangled(code):
        return _lost_uscc(code)
    if is_old_licence(code):
        text = N_(
            "This is an old 15-digit licence number. Give the 18-place credit code of the present licence."
        )
        return _uscc("uscc-old-licence", text)
    if _ORGANISATION_CODE.fullmatch(code):
        text = N_(
            "This is a 9-place organisation code. Give the 18-place credit code of the present licence."
        )
        return _uscc("uscc-organisation-code", text)
    if len(code) != USCC_LENGTH:
        text = N_("The credit code has {count} places; it must have 18. Compare with the licence.")
        return _uscc("uscc-length", text, count=str(len(code)))
    return None


def _lost_uscc(code: str) -> Refusal:
    text = N_(
        "A spreadsheet turned this code into the number {value} and lost its last digits. "
        "Set the column to text and type the code again from the licence."
    )
    return _uscc("uscc-float", text, value=code)


def _wrong_place(code: str) -> Refusal | None:
    if _USCC_PLACES.fullmatch(code):
        return None
    for place, character in enumerate(code, start=1):
        if character in _CONFUSED:
            text = N_(
                "Place {place} of the credit code is {found}, a letter that never occurs there; "
                "perhaps {likely} is meant. "
                "Compare with the licence and correct it."
            )
            return _uscc("uscc-letter", text, place=str(place), found=character, likely=_CONFUSED[character])
        if character not in USCC_CHARACTERS or (place == 1 and character == "0"):
            text = N_(
                "Place {place} of the credit code cannot be {found}. Compare with the licence and correct it."
            )
            return _uscc("uscc-character", text, place=str(place), found=character)
        if place in _USCC_REGION and not character.isdigit():
            text = N_(
                "Place {place} of the credit code must be a digit, not {found}. Compare with the "
                "licence and correct it."
            )
            return _uscc("uscc-region", text, place=str(place), found=character)
    return None


def _wrong_check(code: str) -> Refusal | None:
    right = _check_character(code[: USCC_LENGTH - 1])
    if code[-1] == right:
        return None
    if _lost_its_tail(code):
        return _lost_uscc(code)
    text = N_(
        "The check character of the credit code does not fit: place {place} should be {right}, not {found}. "
        "Compare with the licence and correct it."
    )
    return _uscc("uscc-check", text, place=str(USCC_LENGTH), right=right, found=code[-1])


def _uscc(code: str, text: str, **params: str) -> Refusal:
    return Refusal(code, text, params, article="GB 32100-2015", field="uscc")


@cites("GB/T 2260", "GB/T 10114")
def check_region_code(text: str) -> Refusal | None:
    """A region code has 2, 4, 6, 9 or 12 digits: province, city, county, town, village. Whether it exists is
    not asked here.
    """
    code = normalise(text)
    if is_region(code):
        return None
    message = N_("“{value}” is no region code; it has 2, 4, 6, 9 or 12 digits.")
    return Refusal("region-shape", message, {"value": code}, article="GB/T 2260", field="region")


@cites("GB/T 4754-2017")
def check_industry_code(text: str) -> Refusal | None:
    """An industry code is a section A to T, or 2, 3 or 4 digits (division, group, class), the section before
    them or not.
    """
    code = normalise(text)
    if _INDUSTRY.fullmatch(code):
        return None
    message = N_(
        "“{value}” is no industry code. Give 2 to 4 digits such as 2710, or a section letter from A to T."
    )
    return Refusal("industry-shape", message, {"value": code}, article="GB/T 4754-2017", field="industry")


def industry_digits(text: str) -> str:
    """The digits of a good industry code without the section before them: C2710 and 2710 are one; a section
    stays: C.
    """
    code = normalise(text)
    if not _INDUSTRY.fullmatch(code):
        raise ValueError(f"not an industry code: {code!r}")
    return code if len(code) == 1 else code.lstrip("ABCDEFGHIJKLMNOPQRST")


def normalise_phone(text: str) -> str:
    """Digits only, without +86, a dash before an extension: (0595) 2268 1234转8 becomes 059522681234-8."""
    number = normalise(text)
    whole = _WHOLE_FLOAT.fullmatch(number)
    if whole:
        number = whole[1]
    mobile = _plain(number)
    extension = None if _MOBILE.fullmatch(mobile) else _EXTENSION.search(number)
    if extension is None:
        return mobile
    return f"{_plain(number[: extension.start()])}-{extension[1]}"


def _plain(number: str) -> str:
    """Without separators and without the country in front."""
    number = _SEPARATORS.sub("", number)
    for country in ("+86", "0086", "86"):
        if number.startswith(country) and len(number) > 11:
            return number.removeprefix(country)
    return number


@cites("电信网编号计划 (2017年版)")
def check_mobile(text: str) -> Refusal | None:
    """A mobile number has 11 digits and begins with 13 to 19; +86, spaces and dashes do not count."""
    number = normalise_phone(text)
    if _MOBILE.fullmatch(number):
        return None
    if _FLOAT.fullmatch(number):
        return _phone_lost(number)
    message = N_("This is no mobile number: it has 11 digits and begins with 13 to 19.")
    return Refusal("mobile-shape", message, field="phone")


@cites("电信网编号计划 (2017年版)")
def check_phone(text: str) -> Refusal | None:
    """A mobile number, or a landline of 7 or 8 digits with or without area code and extension, or a 400 or
    800 number.
    """
    number = normalise_phone(text)
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return None
    if _FLOAT.fullmatch(number):
        return _phone_lost(number)
    message = N_(
        "This is no phone number. Give 11 digits of a mobile, or area code and landline such as "
        "0595-22681234."
    )
    return Refusal("phone-shape", message, field="phone")


def _phone_lost(number: str) -> Refusal:
    message = N_(
        "A spreadsheet turned this phone number into {value}. Set the column to text and type it again."
    )
    return Refusal("phone-float", message, {"value": number}, field="phone")


@cites("GB 11643-1999")
def id_number_check_character(number: str) -> str:
    """The right place 18 for the first 17 digits of a citizen's ID number: ISO 7064 MOD 11-2, 10 written X."""
    first = number[:17]
    if len(first) < 17 or not (first.isascii() and first.isdigit()):
        raise ValueError("17 digits are needed")
    return str(ric.calc_check_digit(first + "0"))


@cites("GB 11643-1999")
def check_id_number(text: str) -> Refusal | None:
    """An ID number has 17 digits and a check character; places 7 to 14 are a day that exists. The number is
    never repeated.
    """
    number = normalise(text)
    if is_mangled(number):
        return _lost_id_number()
    if len(number) == 15 and number.isdigit():
        message = N_("This is an old ID number of 15 digits. Give the present one of 18 places.")
        return _id_number("id-number-old", message)
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        message = N_("An ID number has 17 digits and a last place of 0 to 9 or X. Compare with the card.")
        return _id_number("id-number-shape", message)
    if not _is_day(number[6:14]):
        message = N_("Places 7 to 14 of the ID number are no date of birth. Compare with the card.")
        return _id_number("id-number-birth", message)
    if number[17] != id_number_check_character(number):
        if _lost_its_tail(number):
            return _lost_id_number()
        message = N_(
            "The check character of the ID number does not fit. Compare all 18 places with the card."
        )
        return _id_number("id-number-check", message)
    return None


def _lost_id_number() -> Refusal:
    message = N_(
        "A spreadsheet turned this ID number into a number and lost its last digits. Type it again as text."
    )
    return _id_number("id-number-float", message)


def _id_number(code: str, text: str) -> Refusal:
    return Refusal(code, text, article="GB 11643-1999", field="id_number")


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1800
    except ValueError:
        return False


@cites("个人信息保护法 第五十一条")
def mask_phone(number: str) -> str:
    """199****0001 for a mobile; of any other number the last four digits at most are left, of a short one
    nothing.
    """
    if _MASKED_MOBILE.fullmatch(number):
        return f"{number[:3]}****{number[-4:]}"
    return _stars(number, head=0, tail=4)


@cites("个人信息保护法 第五十一条")
def mask_id_number(number: str) -> str:
    """330***********1234: the first three and the last four places; of a short number nothing."""
    return _stars(number, head=3, tail=4)


@cites("个人信息保护法 第五十一条")
def mask_name(name: str) -> str:
    """张*: the first character and one star, whatever the length of the name."""
    name = name.strip()
    return f"{name[0]}*" if name else ""


def _stars(number: str, *, head: int, tail: int) -> str:
    """Stars for all but the ends; when less than half would be hidden, stars for all."""
    hidden = len(number) - head - tail
    if hidden * 2 < len(number):
        return "*" * len(number)
    return number[:head] + "*" * hidden + number[len(number) - tail :]
