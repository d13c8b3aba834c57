"""The weeks of a step or a stage that are changed before a launch: within the campaign, after what it follows, before what follows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.calendar import IsoWeek
from anbiao.rules.campaigns import wrong_window
from anbiao.rules.tasks import TASK, lockable

FIRST = IsoWeek(2026, 40)
CAMPAIGN = (FIRST, FIRST.plus(25))
weeks = st.integers(-5, 40).map(FIRST.plus)


def week(number: int) -> IsoWeek:
    return FIRST.plus(number)


@pytest.mark.parametrize(
    ("window", "ends", "followers", "code"),
    [
        pytest.param((2, 6), [], [], "", id="within the campaign"),
        pytest.param((0, 25), [], [], "", id="the whole campaign"),
        pytest.param((3, 3), [], [], "", id="a single week"),
        pytest.param((6, 2), [], [], "window-turned", id="closes before it opens"),
        pytest.param((-1, 6), [], [], "window-outside", id="before the campaign"),
        pytest.param((20, 26), [], [], "window-outside", id="beyond the campaign"),
        pytest.param((2, 6), [6, 4], [], "", id="what it follows is done in its last week"),
        pytest.param((2, 6), [4, 7], [], "window-before", id="what it follows ends later"),
        pytest.param((2, 6), [], [6, 9], "", id="what follows closes with it"),
        pytest.param((2, 6), [], [9, 5], "window-follower", id="what follows closes earlier"),
    ],
)
def test_a_step_lies_where_it_can_be_done(
    window: tuple[int, int], ends: list[int], followers: list[int], code: str
) -> None:
    refused = wrong_window(
        (week(window[0]), week(window[1])), CAMPAIGN, [week(n) for n in ends], [week(n) for n in followers]
    )
    assert (refused.code if refused else "") == code


@given(weeks, weeks, st.lists(weeks, max_size=3), st.lists(weeks, max_size=3))
def test_a_window_that_is_taken_holds_everything_that_was_asked(
    opens: IsoWeek, closes: IsoWeek, ends: list[IsoWeek], followers: list[IsoWeek]
) -> None:
    fits = CAMPAIGN[0] <= opens <= closes <= CAMPAIGN[1]
    fits = fits and all(end <= closes for end in ends) and all(closes <= other for other in followers)
    assert (wrong_window((opens, closes), CAMPAIGN, ends, followers) is None) is fits


@pytest.mark.parametrize("state", [state.name for state in TASK.states])
def test_only_what_somebody_still_has_to_do_is_locked(state: str) -> None:
    assert (lockable(state) is None) is (state in {"idle", "doing", "returned"})
