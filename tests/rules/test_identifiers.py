"""Codes and numbers: what is right, what is wrong and where, and what may be shown of them."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from anbiao.rules.identifiers import (
    USCC_CHARACTERS,
    check_id_number,
    check_industry_code,
    check_mobile,
    check_phone,
    check_region_code,
    check_uscc,
    id_number_check_character,
    industry_digits,
    is_mangled,
    is_masked,
    is_old_licence,
    mask_id_number,
    mask_name,
    mask_phone,
    means_none,
    normalise,
    normalise_phone,
    uscc_check_character,
)

# The example of python-stdnum, and one that is often printed to explain GB 32100.
GOOD_USCC = ("91110000600037341L", "91350100M000100Y43")

digits = st.text("0123456789", min_size=1, max_size=24)
first_17 = st.builds(
    lambda authority, kind, region, rest: authority + kind + region + rest,
    st.sampled_from("159ANY"),
    st.sampled_from("1239"),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(USCC_CHARACTERS, min_size=9, max_size=9),
)


def make_uscc(first: str) -> str:
    return first + uscc_check_character(first)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("９１３５０５０４ＭＡ", "91350504MA", id="full-width digits and letters"),
        pytest.param("9135 0504\u3000MA\u00a0\t", "91350504MA", id="spaces of every width"),
        pytest.param("\ufeff9135\u200b0504\u2060MA\u202c", "91350504MA", id="zero-width and direction marks"),
        pytest.param("'91350504ma", "91350504MA", id="guard apostrophe and small letters"),
        pytest.param("O1I2Z5SV", "O1I2Z5SV", id="letters like digits stay as they are"),
        pytest.param("𠮷祥商行", "𠮷祥商行", id="rare characters stay"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_value_is_cleaned_of_what_nobody_meant(written: str, meant: str) -> None:
    assert normalise(written) == meant


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    "word", ["", "  ", "无", " 无 ", "暂无", "/", "／", "-", "n/a", "Null", "未办理", "\u200b"]
)
def test_words_for_nothing_mean_none(word: str) -> None:
    assert means_none(word)


@pytest.mark.parametrize("word", ["0", "无锡", "91350504MA", "否"])
def test_other_words_mean_something(word: str) -> None:
    assert not means_none(word)


@pytest.mark.parametrize(
    ("cell", "masked"),
    [("199****0001", True), ("张*", True), ("３３０＊＊＊1234", True), ("19900000001", False), ("", False)],
)
def test_a_masked_cell_is_recognised(cell: str, masked: bool) -> None:
    assert is_masked(cell) is masked


@pytest.mark.parametrize("code", [*GOOD_USCC, " ９１１１００００600037341l "])
def test_a_right_credit_code_is_accepted(code: str) -> None:
    assert check_uscc(code) is None


@pytest.mark.parametrize(
    ("code", "refused", "params"),
    [
        pytest.param(
            "91110000600037341A",
            "uscc-check",
            {"place": "18", "right": "L", "found": "A"},
            id="GB 32100 check",
        ),
        pytest.param(
            "9111000060003734IL", "uscc-letter", {"place": "17", "found": "I", "likely": "1"}, id="GB 32100 I"
        ),
        pytest.param(
            "9111O000600037341L", "uscc-letter", {"place": "5", "found": "O", "likely": "0"}, id="GB 32100 O"
        ),
        pytest.param(
            "9111000060003734ZL", "uscc-letter", {"place": "17", "found": "Z", "likely": "2"}, id="GB 32100 Z"
        ),
        pytest.param(
            "9111000060003734SL", "uscc-letter", {"place": "17", "found": "S", "likely": "5"}, id="GB 32100 S"
        ),
        pytest.param(
            "9111000060003734VL", "uscc-letter", {"place": "17", "found": "V", "likely": "U"}, id="GB 32100 V"
        ),
        pytest.param(
            "91A10000600037341L", "uscc-region", {"place": "3", "found": "A"}, id="GB 32100 region first"
        ),
        pytest.param(
            "9111000A600037341L", "uscc-region", {"place": "8", "found": "A"}, id="GB 32100 region last"
        ),
        pytest.param(
            "911100006000-7341L", "uscc-character", {"place": "13", "found": "-"}, id="GB 32100 sign"
        ),
        pytest.param(
            "91110000６000中7341L", "uscc-character", {"place": "13", "found": "中"}, id="GB 32100 Chinese"
        ),
        pytest.param(
            "911100006000²7341L", "uscc-character", {"place": "13", "found": "²"}, id="GB 32100 superscript"
        ),
        pytest.param(
            "9111²000600037341L", "uscc-character", {"place": "5", "found": "²"}, id="GB 32100 odd digit"
        ),
        pytest.param("0" * 18, "uscc-character", {"place": "1", "found": "0"}, id="GB 32100 eighteen zeros"),
        pytest.param(
            "011100006000373411", "uscc-character", {"place": "1", "found": "0"}, id="GB 32100 no authority 0"
        ),
        pytest.param("91110000600037341", "uscc-length", {"count": "17"}, id="GB 32100 a place missing"),
        pytest.param("91110000600037341LL", "uscc-length", {"count": "19"}, id="GB 32100 a place too many"),
        pytest.param("9.135E+17", "uscc-float", {"value": "9.135E+17"}, id="spreadsheet number"),
        pytest.param(
            "9.13505041234567e17",
            "uscc-float",
            {"value": "9.13505041234567E17"},
            id="spreadsheet number, long",
        ),
        pytest.param(
            "913505041234567000.0", "uscc-float", {"value": "913505041234567000.0"}, id="float as text"
        ),
        pytest.param(
            "913505041234567000", "uscc-float", {"value": "913505041234567000"}, id="last three digits lost"
        ),
        pytest.param("350504100012345", "uscc-old-licence", {}, id="old licence of 15 digits"),
        pytest.param("600037341", "uscc-organisation-code", {}, id="organisation code"),
        pytest.param("60003734-1", "uscc-organisation-code", {}, id="organisation code with dash"),
        pytest.param("无", "uscc-none", {}, id="none"),
        pytest.param("", "uscc-none", {}, id="empty"),
    ],
)
def test_a_wrong_credit_code_is_refused_with_the_place(
    code: str, refused: str, params: dict[str, str]
) -> None:
    refusal = check_uscc(code)
    assert refusal is not None
    assert (refusal.code, refusal.params, refusal.field) == (refused, params, "uscc")
    assert "{" not in refusal.sentence()


def test_the_sentence_names_place_and_right_character() -> None:
    refusal = check_uscc("911100006000373416")
    assert refusal is not None
    assert "place 18 should be L, not 6" in refusal.sentence()


@given(first_17)
def test_a_code_with_its_own_check_character_is_right_and_every_other_one_is_wrong(first: str) -> None:
    right = make_uscc(first)
    assert check_uscc(right) is None
    for character in set(USCC_CHARACTERS) - {right[-1]}:
        assert check_uscc(first + character) is not None


@given(first_17, st.integers(0, 16), st.sampled_from(USCC_CHARACTERS))
def test_one_wrong_character_is_always_found(first: str, place: int, other: str) -> None:
    code = make_uscc(first)
    wrong = code[:place] + other + code[place + 1 :]
    assert (check_uscc(wrong) is None) is (wrong == code)


@given(first_17)
def test_python_stdnum_agrees_where_the_authority_is_a_digit(first: str) -> None:
    if first[0].isdigit():
        assert uscc.is_valid(make_uscc(first))


@given(st.text(max_size=40))
def test_whatever_stands_in_a_cell_is_answered_and_never_an_error(text: str) -> None:
    for check in (
        check_uscc,
        check_id_number,
        check_phone,
        check_mobile,
        check_industry_code,
        check_region_code,
    ):
        refusal = check(text)
        assert refusal is None or "{" not in refusal.text.format_map(refusal.params).replace(
            normalise(text), ""
        )


@pytest.mark.parametrize("first", ["", "9111000060003734", "9111000060003734I", "9111000060003734中"])
def test_no_check_character_follows_from_what_is_no_code(first: str) -> None:
    with pytest.raises(ValueError, match="no check character"):
        uscc_check_character(first)


@pytest.mark.parametrize(
    ("cell", "mangled"),
    [
        ("9.135E+17", True),
        ("1.38E10", True),
        ("91350504123456700.0", True),
        ("13800138000.0", False),
        ("91E350504", False),
    ],
)
def test_a_code_that_became_a_number_is_recognised(cell: str, mangled: bool) -> None:
    assert is_mangled(cell) is mangled


def test_fifteen_digits_are_an_old_licence() -> None:
    assert is_old_licence("３50504100012345")
    assert not is_old_licence("35050410001234")


@pytest.mark.parametrize(
    ("code", "digits_only"),
    [
        ("C", "C"),
        ("27", "27"),
        ("271", "271"),
        ("2710", "2710"),
        ("C2710", "2710"),
        ("ｃ２７", "27"),
        ("0111", "0111"),
    ],
)
def test_an_industry_code_is_a_section_or_two_to_four_digits(code: str, digits_only: str) -> None:
    assert check_industry_code(code) is None
    assert industry_digits(code) == digits_only


@pytest.mark.parametrize("code", ["", "U", "2", "27100", "CC27", "C2", "制造业", "27.1"])
def test_what_is_no_industry_code_is_refused(code: str) -> None:
    refusal = check_industry_code(code)
    assert refusal is not None
    assert refusal.article == "GB/T 4754-2017"
    with pytest.raises(ValueError, match="not an industry code"):
        industry_digits(code)


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("35", True),
        ("350504", True),
        ("350504002001", True),
        ("35050", False),
        ("洛江区", False),
        ("", False),
    ],
)
def test_a_region_code_has_one_of_five_lengths(code: str, good: bool) -> None:
    assert (check_region_code(code) is None) is good


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("1380013-8000", "13800138000"),
        ("13800138000.0", "13800138000"),
        ("（0595）2268 1234", "059522681234"),
        ("(0595)22681234转8", "059522681234-8"),
        ("0595-22681234-801", "059522681234-801"),
        ("86-0595-22681234", "059522681234"),
        ("86123456", "86123456"),
    ],
)
def test_a_phone_number_is_written_in_one_way(written: str, meant: str) -> None:
    assert normalise_phone(written) == meant
    assert normalise_phone(meant) == meant


@pytest.mark.parametrize("number", ["13800138000", "+86 199 0000 0001", "１９９00000001"])
def test_a_mobile_number_is_accepted(number: str) -> None:
    assert check_mobile(number) is None
    assert check_phone(number) is None


@pytest.mark.parametrize(
    "number", ["0595-22681234", "22681234", "010-62345678", "0755 2345678", "400-810-8888", "0595-22681234-8"]
)
def test_a_landline_is_a_phone_but_no_mobile(number: str) -> None:
    assert check_phone(number) is None
    assert check_mobile(number) is not None


@pytest.mark.parametrize(
    "number", ["", "12800138000", "1380013800", "138001380000", "张三", "0195-22681234", "119"]
)
def test_what_is_no_phone_number_is_refused(number: str) -> None:
    assert check_mobile(number) is not None
    assert check_phone(number) is not None


def test_a_phone_number_in_powers_of_ten_is_named_as_such() -> None:
    for check in (check_mobile, check_phone):
        refusal = check("1.38E+10")
        assert refusal is not None
        assert refusal.code == "phone-float"


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x", "440524188001010014"])
def test_the_example_numbers_of_gb_11643_are_right(number: str) -> None:
    assert check_id_number(number) is None


@pytest.mark.parametrize(
    ("number", "refused"),
    [
        pytest.param("110105194912310021", "id-number-check", id="GB 11643 check"),
        pytest.param("11010519491331002X", "id-number-birth", id="GB 11643 month 13"),
        pytest.param("11010519490229002X", "id-number-birth", id="GB 11643 29 February of no leap year"),
        pytest.param("110105491231002", "id-number-old", id="15 digits"),
        pytest.param("1101051949123100", "id-number-shape", id="16 digits"),
        pytest.param("1101051949123100²X", "id-number-shape", id="odd digit"),
        pytest.param("1.10105E+17", "id-number-float", id="spreadsheet number"),
        pytest.param("110105194912310000", "id-number-float", id="last three digits lost"),
    ],
)
def test_a_wrong_id_number_is_refused_without_repeating_it(number: str, refused: str) -> None:
    refusal = check_id_number(number)
    assert refusal is not None
    assert refusal.code == refused
    assert not refusal.params
    assert number not in refusal.sentence()


@given(st.dates(date(1900, 1, 1)), st.integers(0, 999), st.sampled_from("0123456789X"))
def test_an_id_number_has_one_right_check_character(birth: date, serial: int, last: str) -> None:
    first = f"350504{birth:%Y%m%d}{serial:03d}"
    assert (check_id_number(first + last) is None) is (last == id_number_check_character(first))


def test_no_check_character_follows_from_less_than_seventeen_digits() -> None:
    with pytest.raises(ValueError, match="17 digits"):
        id_number_check_character("1101051949123100")


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        pytest.param(mask_phone, "19900000001", "199****0001", id="PIPL 51 mobile"),
        pytest.param(mask_phone, "199****0001", "199****0001", id="PIPL 51 mobile masked twice"),
        pytest.param(mask_phone, "059522681234", "********1234", id="PIPL 51 landline"),
        pytest.param(mask_phone, "2268123", "*******", id="PIPL 51 too short to show a part"),
        pytest.param(mask_phone, "", "", id="PIPL 51 no phone"),
        pytest.param(mask_id_number, "330106200001011234", "330***********1234", id="PIPL 51 ID number"),
        pytest.param(mask_id_number, "330106000101123", "330********1123", id="PIPL 51 old ID number"),
        pytest.param(mask_id_number, "33010612", "********", id="PIPL 51 half an ID number"),
        pytest.param(mask_name, "张三", "张*", id="PIPL 51 name of two"),
        pytest.param(mask_name, "欧阳娜娜", "欧*", id="PIPL 51 name of four"),
        pytest.param(mask_name, "张*", "张*", id="PIPL 51 name masked twice"),
        pytest.param(mask_name, " ", "", id="PIPL 51 no name"),
    ],
)
def test_a_personal_value_is_masked(mask: Callable[[str], str], value: str, shown: str) -> None:
    assert mask(value) == shown


@given(digits)
def test_a_mask_never_hides_less_than_a_third_and_keeps_the_length(number: str) -> None:
    for mask in (mask_phone, mask_id_number):
        shown = mask(number)
        assert len(shown) == len(number)
        assert shown.count("*") * 3 >= len(number)
        assert all(character in {"*", given_one} for character, given_one in zip(shown, number, strict=True))
