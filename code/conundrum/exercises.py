"""Exercises that answer: what is right, what is likely wrong, and why.

A chapter lists its exercises. Right answers and mistakes are computed, by doing what is right and
by making the mistake, so that an answer is compared with what each really gives.
"""

import reprlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

LINE = 66  # letters that fit into the column of a solution


class UnreadableAnswerError(Exception):
    """An answer is not of the kind that the exercise asks for."""


@dataclass(frozen=True)
class Numbers:
    """A number, or several in a fixed order and shape.

    Attributes
    ----------
    tolerance
        How far from the right number an answer may be, as a share of the largest right number.
    """

    tolerance: float = 0.01

    def read(self, answer: Any) -> Float[np.ndarray, "..."]:
        """Return the numbers as an array.

        Raises
        ------
        UnreadableAnswerError
            When the answer is something else, or not all of it is finite.
        """
        try:
            numbers = np.asarray(answer, dtype=float)
        except (TypeError, ValueError):
            raise UnreadableAnswerError(f"Yours is {reprlib.repr(answer)}") from None
        if not np.isfinite(numbers).all():
            raise UnreadableAnswerError("Yours holds something that is no finite number")
        return numbers.reshape(()) if numbers.size == 1 else numbers  # a list of one is one

    def same(self, given: np.ndarray, other: np.ndarray) -> bool:
        """Say whether all numbers are the same up to the tolerance."""
        return given.shape == other.shape and not self._far(given, other).any()

    def difference(self, given: np.ndarray, right: np.ndarray) -> str:
        """Say which number is too large or too small, or that there is another number of them."""
        if given.shape != right.shape:
            return f"Yours is {_shape(given)}, the right one {_shape(right)}."
        at = np.unravel_index(self._far(given, right).argmax(), right.shape)
        size = "large" if given[at] > right[at] else "small"
        place = ", ".join(str(i + 1) for i in at)  # as people count
        which = "It" if right.size == 1 else f"Number {place}"
        return f"{which} is too {size}."

    def _far(self, given: np.ndarray, right: np.ndarray) -> Bool[np.ndarray, "..."]:
        scale = np.abs(right).max(initial=0) or 1
        return np.asarray(np.abs(given - right) > self.tolerance * scale)


@dataclass(frozen=True)
class Words:
    """A word, or several in a fixed order, out of those that are allowed.

    Attributes
    ----------
    allowed
        The words, in lower case.
    """

    allowed: tuple[str, ...]

    def read(self, answer: Any) -> list[str]:
        """Return the words in lower case.

        Raises
        ------
        UnreadableAnswerError
            When the answer is something else, or a word is not allowed.
        """
        words = [answer] if isinstance(answer, str) else answer
        if not isinstance(words, Iterable) or not all(isinstance(word, str) for word in words):
            raise UnreadableAnswerError(f"Yours is {reprlib.repr(answer)}")
        words = [word.strip().lower() for word in words]
        for word in words:
            if word not in self.allowed:
                raise UnreadableAnswerError(f"{word!r} is none of {', '.join(self.allowed)}")
        return words

    def same(self, given: list[str], other: list[str]) -> bool:
        """Say whether all words are the same."""
        return given == other

    def difference(self, given: list[str], right: list[str]) -> str:
        """Say how many words are right, or that there is another number of them."""
        if len(given) != len(right):
            return f"Yours has {len(given)} word(s), the right one {len(right)}."
        agree = sum(one == other for one, other in zip(given, right, strict=True))
        return f"Of {len(right)} word(s), {agree} are right."


@dataclass(frozen=True)
class Function:
    """A function, which is tried.

    Attributes
    ----------
    inputs
        The arguments of each call.
    tolerance
        As for `Numbers`, of what a call gives.
    """

    inputs: tuple[tuple[Any, ...], ...]
    tolerance: float = 1e-6

    def read(self, answer: Any) -> list[Float[np.ndarray, "..."]]:
        """Return what each call gives.

        Raises
        ------
        UnreadableAnswerError
            When the answer is no function, or a call stops or gives something else than numbers.
        """
        if not callable(answer):
            raise UnreadableAnswerError(f"Yours is {reprlib.repr(answer)}")
        return [self._call(answer, arguments) for arguments in self.inputs]

    def same(self, given: list[np.ndarray], other: list[np.ndarray]) -> bool:
        """Say whether all calls give the same."""
        numbers = Numbers(self.tolerance)
        return all(map(numbers.same, given, other))

    def difference(self, given: list[np.ndarray], right: list[np.ndarray]) -> str:
        """Say which call gives something else, and what is wrong with that."""
        numbers = Numbers(self.tolerance)
        arguments, returned, wanted = next(
            call
            for call in zip(self.inputs, given, right, strict=True)
            if not numbers.same(call[1], call[2])
        )
        what_is_wrong = numbers.difference(returned, wanted)
        return f"With {_written(arguments)} it returns {_short(returned)}. {what_is_wrong}"

    def _call(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> np.ndarray:
        try:
            returned = function(*arguments)
        except Exception as error:  # a reader's function may raise anything
            raise UnreadableAnswerError(
                f"With {_written(arguments)} yours stops: {type(error).__name__}: {error}"
            ) from error
        try:
            return Numbers(self.tolerance).read(returned)
        except UnreadableAnswerError:
            raise UnreadableAnswerError(
                f"With {_written(arguments)} yours returns {reprlib.repr(returned)}"
            ) from None


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that is likely.

    Attributes
    ----------
    answer
        Makes the mistake.
    why
        What was done, and why it is wrong.
    """

    answer: Callable[[], Any]
    why: str


@dataclass(frozen=True)
class Verdict:
    """What a check says of an answer.

    Attributes
    ----------
    right
        Whether the answer is right.
    says
        What it shows if it is, and what is wrong if it is not.
    """

    right: bool
    says: str

    def __repr__(self) -> str:
        return fill(f"{'Right.' if self.right else 'Not yet.'} {self.says}", LINE)


@dataclass(frozen=True)
class Exercise:
    """What an exercise asks for, and how an answer is judged.

    Attributes
    ----------
    label
        The exercise's name on the page.
    asks
        What an answer is: it ends the sentence "The answer is …".
    kind
        What answers are, and when two are the same.
    right
        Computes the right answer.
    because
        What the right answer shows.
    mistakes
        Wrong answers that are likely.
    """

    label: str
    asks: str
    kind: Numbers | Words | Function
    right: Callable[[], Any]
    because: str
    mistakes: tuple[Mistake, ...]

    def judge(self, answer: Any) -> Verdict:
        """Say whether an answer is right, and if not, what is wrong with it."""
        try:
            given = self.kind.read(answer)
        except UnreadableAnswerError as unreadable:
            return Verdict(False, f"{unreadable}; the answer is {self.asks}.")
        right = self.kind.read(self.right())
        if self.kind.same(given, right):
            return Verdict(True, self.because)
        for mistake in self.mistakes:
            if self.kind.same(given, self.kind.read(mistake.answer())):
                return Verdict(False, mistake.why)
        return Verdict(False, f"{self.kind.difference(given, right)} The answer is {self.asks}.")


class AnswerCheck:
    """Judges answers to the exercises of a chapter: ``check_answer("ex-label", answer)``.

    Parameters
    ----------
    *exercises
        The exercises, with different labels.
    """

    def __init__(self, *exercises: Exercise):
        self.exercises = {exercise.label: exercise for exercise in exercises}

    def __call__(self, label: str, answer: Any) -> Verdict:
        """Judge an answer.

        Parameters
        ----------
        label
            The exercise, as the page calls it.
        answer
            What the exercise asks for.

        Returns
        -------
        Verdict
            Shows itself in words.

        Raises
        ------
        ValueError
            When the chapter has no exercise of this label.
        """
        if label not in self.exercises:
            raise ValueError(f"label must be one of {', '.join(self.exercises)}, got {label!r}")
        return self.exercises[label].judge(answer)


def _shape(numbers: np.ndarray) -> str:
    return " × ".join(map(str, numbers.shape)) + " numbers" if numbers.ndim else "one number"


def _written(arguments: tuple[Any, ...]) -> str:
    return ", ".join(map(_short, arguments))


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.ndim:
        return np.array2string(value, precision=3, threshold=6, edgeitems=2, separator=", ")
    return f"{value:.6g}" if isinstance(value, np.ndarray) else reprlib.repr(value)
