"""What a check says of an answer."""

import numpy as np
import pytest

from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers, Words

MEAN = Exercise(
    "ex-mean",
    asks="mean and variance",
    kind=Numbers(),
    right=lambda: [2.0, 100.0],
    because="Well done.",
    mistakes=(Mistake(lambda: [100.0, 2.0], "These are exchanged."),),
)
MEDIAN = Exercise(
    "ex-median",
    asks="a function of numbers",
    kind=Function((([1.0, 2.0, 6.0],), ([4.0, 1.0],), (np.arange(9.0),))),
    right=lambda: np.median,
    because="Well done.",
    mistakes=(Mistake(lambda: np.mean, "This is the mean."),),
)
LEAK = Exercise(
    "ex-leak",
    asks="yes or no for each of three designs",
    kind=Words(("yes", "no")),
    right=lambda: ["yes", "no", "no"],
    because="Well done.",
    mistakes=(Mistake(lambda: ["no", "yes", "yes"], "You have said where there is none."),),
)
check_answer = AnswerCheck(MEAN, MEDIAN, LEAK)


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("ex-mean", [2.0, 100.0]),
        ("ex-mean", (2.5, np.float32(100.9))),  # one per cent of the largest
        ("ex-median", lambda numbers: np.quantile(numbers, 0.5)),
        ("ex-leak", ("Yes", " no", "no ")),
    ],
)
def test_right_answers(label, answer):
    verdict = check_answer(label, answer)
    assert verdict.right
    assert repr(verdict) == "Right. Well done."


@pytest.mark.parametrize(
    ("label", "answer", "says"),
    [
        ("ex-mean", [100, 2], "These are exchanged."),
        ("ex-mean", [2, 102], "Number 2 is too large. The answer is mean and variance."),
        ("ex-mean", [-2, 100], "Number 1 is too small. The answer is mean and variance."),
        (
            "ex-mean",
            2,
            "Yours is one number, the right one 2 numbers. The answer is mean and variance.",
        ),
        (
            "ex-mean",
            None,
            "Yours holds something that is no finite number; the answer is mean and variance.",
        ),
        (
            "ex-mean",
            [2, np.inf],
            "Yours holds something that is no finite number; the answer is mean and variance.",
        ),
        ("ex-mean", "two", "Yours is 'two'; the answer is mean and variance."),
        ("ex-mean", [[1], [2, 3]], "Yours is [[1], [2, 3]]; the answer is mean and variance."),
        ("ex-median", np.mean, "This is the mean."),
        ("ex-median", 2.0, "Yours is 2.0; the answer is a function of numbers."),
        (
            "ex-median",
            max,
            "With [1.0, 2.0, 6.0] it returns 6. It is too large. "
            "The answer is a function of numbers.",
        ),
        (
            "ex-median",
            lambda numbers: numbers[2],
            "With [4.0, 1.0] yours stops: IndexError: list index out of range; "
            "the answer is a function of numbers.",
        ),
        (
            "ex-median",
            lambda numbers: None,
            "With [1.0, 2.0, 6.0] yours returns None; the answer is a function of numbers.",
        ),
        ("ex-leak", ["no", "yes", "yes"], "You have said where there is none."),
        (
            "ex-leak",
            ["yes", "yes", "no"],
            "Of 3 word(s), 2 are right. The answer is yes or no for each of three designs.",
        ),
        (
            "ex-leak",
            "yes",
            "Yours has 1 word(s), the right one 3. "
            "The answer is yes or no for each of three designs.",
        ),
        (
            "ex-leak",
            ["yes", "perhaps", "no"],
            "'perhaps' is none of yes, no; the answer is yes or no for each of three designs.",
        ),
        ("ex-leak", 3, "Yours is 3; the answer is yes or no for each of three designs."),
    ],
)
def test_wrong_answers(label, answer, says):
    verdict = check_answer(label, answer)
    assert not verdict.right
    assert verdict.says == says


def test_a_verdict_fits_into_the_column():
    verdict = check_answer("ex-mean", list(range(40)))
    assert max(map(len, repr(verdict).splitlines())) <= 66


def test_an_unknown_exercise_is_named():
    with pytest.raises(
        ValueError, match="label must be one of ex-mean, ex-median, ex-leak, got 'ex-men'"
    ):
        check_answer("ex-men", 1)
