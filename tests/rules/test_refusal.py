"""What a refusal says, and how a rule names its article."""

import pytest

from anbiao.rules import refusal
from anbiao.rules.refusal import N_, Refusal, Refused, Term, cited, cites

CHINESE = {"“{step}” needs a reason in {place}.": "“{step}”须在{place}说明理由。", "Close": "注销"}


def translated(text: str) -> str:
    return CHINESE.get(text, text)


def test_a_marked_text_is_the_text_itself() -> None:
    assert N_("Close") == "Close"


def test_a_refusal_says_its_sentence_in_the_readers_language_and_translates_terms_but_no_data() -> None:
    refused = Refusal(
        "note-missing", "“{step}” needs a reason in {place}.", {"step": Term("Close"), "place": "Close"}
    )
    assert refused.sentence(translated) == "“注销”须在Close说明理由。"
    assert refused.sentence() == "“Close” needs a reason in Close."


def test_refusals_can_be_collected_in_a_set_and_are_equal_by_what_they_say() -> None:
    assert Refusal("a", "b", {"c": "d"}) == Refusal("a", "b", {"c": "d"})
    assert len({Refusal("a", "b", {"c": "d"}), Refusal("a", "b", {"c": "d"})}) == 1


def test_refused_carries_every_reason() -> None:
    first, second = Refusal("a", "First."), Refusal("b", "Second.")
    with pytest.raises(Refused, match=r"First\. Second\.") as caught:
        raise Refused(first, second)
    assert caught.value.refusals == (first, second)


def test_refused_without_a_reason_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="without a reason"):
        Refused()


def test_a_citing_rule_keeps_its_articles_and_stands_in_the_book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusal, "_CITATIONS", {})

    @cites("Art. 1", "Art. 2")
    def always(answer: int) -> int:
        """Always the answer."""
        return answer

    assert always(7) == 7
    assert always.__dict__["__articles__"] == ("Art. 1", "Art. 2")
    (citation,) = cited()
    assert (citation.articles, citation.text) == (("Art. 1", "Art. 2"), "Always the answer.")
    assert citation.name.endswith("always")
    assert citation.module == __name__


def test_a_rule_cannot_cite_nothing_nor_say_nothing() -> None:
    with pytest.raises(ValueError, match="at least one article"):
        cites()

    def silent() -> None: ...

    with pytest.raises(ValueError, match="says nothing"):
        cites("Art. 1")(silent)
