"""What a row is found by: readings, bigrams, and the text for letters and digits."""

import pytest
from pypinyin import lazy_pinyin

from anbiao.kit.search import bigrams, latin_of, reading, terms_of


@pytest.mark.parametrize(
    "name",
    [
        "青岚鞋业（示例）有限公司",
        "中国银行",
        "重庆大厦行车厂",
        "3D 打印ABC工坊",
        "𠮷野家",
        "长兴 石材",
        "",
        "ＡＢＣ厂",
    ],
)
def test_a_reading_is_what_pypinyin_says_of_the_whole_name(name: str) -> None:
    key = " ".join(part.lower() for part in lazy_pinyin(name))
    assert reading(name).key == f"{key} {name}"


def test_a_reading_gives_initials_and_the_full_spelling() -> None:
    read = reading("青岚鞋业3D厂")
    assert (read.initials[:4], read.full[:7]) == ("qlxy", "qinglan")


def test_two_characters_make_one_term_and_latin_breaks_a_run() -> None:
    assert sorted(bigrams("青岚A鞋业")) == ["青岚", "鞋业"]
    assert terms_of("青岚", "岚青青岚") == ["岚青", "青岚", "青青"]
    assert bigrams("厂") == []
    assert bigrams("𠮷野") == ["𠮷野"]


def test_the_latin_text_holds_codes_and_aliases_with_their_readings() -> None:
    text = latin_of(reading("青岚厂"), "91350504MA00000001", "旧名")
    assert "qinglanchang" in text and "91350504ma00000001" in text and "jiuming" in text and "旧名" in text
