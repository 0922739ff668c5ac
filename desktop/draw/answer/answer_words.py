"""Answers in words: one, or why there is none; those of two networks; and several in a row."""

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from desktop.formats import a_digit, percent
from desktop.translation import tr
from desktop.widgets.answer_strip import Piece
from nncore.recognition.reading import Doubt, Reading

BY_ENERGY = tr(
    "Judged by the strength of its answer (energy), which refuses less: no threshold came with "
    "this network."
)
READING = tr("The network is reading what you drew…")
OTHERWISE = tr("It was framed as none of the digits that I learned from was.")
_MUCH = 0.8
"""How much like a digit what is much like one is, 0..1."""

_MOST_NAMED = 2
"""Answers that follow each other and are all named; of more than that, the first one is."""

_NO_DIGIT = tr("no digit it knows")


class AnswerWords(NamedTuple):
    """What is said of one answer.

    title: in large. reason: one line below it. details: two lines in small.

    spoken: all of it for who does not see it.
    """

    title: str
    reason: str
    details: str
    spoken: str


def answer_words(reading: Reading, *, is_framed_otherwise: bool = False) -> AnswerWords:
    """The words for a reading whose probabilities are numbers.

    is_framed_otherwise: whether a step of framing was left out.
    """
    probability = percent(reading.confidence)
    if reading.doubt is None:
        reason = tr("Like a digit: {probability}", probability=percent(reading.digit_score))
        details = BY_ENERGY if reading.is_by_energy else _likeness(reading)
        details = OTHERWISE if is_framed_otherwise else details
        spoken = tr(
            "Read as {digit}, {probability}. {reason}. {details}",
            digit=reading.digit,
            probability=probability,
            reason=reason,
            details=details,
        )
        return AnswerWords(probability, reason, details, spoken)
    title, reason = _refusal(reading, reading.doubt)
    details = tr(
        "Nearest guess: {digit}, {probability}. {score}",
        digit=reading.digit,
        probability=probability,
        score=_score(reading),
    ).rstrip()
    return AnswerWords(title, reason, details, f"{title}. {reason} {details}")


def named(answer: int | None) -> str:
    """As in "a 4", "an 8"; None: no digit is known."""
    return _NO_DIGIT if answer is None else a_digit(answer)


def in_turn(pieces: Sequence[Piece]) -> str:
    """As in "a 9, then no digit it knows", or "a 9, then it tips again"."""
    first, *others = [named(each.answer) for each in pieces]
    if len(pieces) > _MOST_NAMED:
        return tr("{first}, then it tips again", first=first)
    return tr("{first}, then {second}", first=first, second=others[0]) if others else first


def both_answers(own: Reading, other: Reading) -> str:
    """How the two answers differ."""
    if not (isfinite(own.confidence) and isfinite(other.confidence)):
        return ""
    mine, its = (each.digit if each.known else None for each in (own, other))
    if mine == its:
        if mine is None:
            return tr("Neither knows a digit in it.")
        surely = tr(
            "{probability} and {threshold}",
            probability=percent(own.confidence),
            threshold=percent(other.confidence),
        )
        return tr("Both read {mine}, {surely}.", mine=named(mine), surely=surely)
    return tr(
        "They differ: {mine} by the chosen network, {its} by this one.",
        mine=named(mine),
        its=named(its),
    )


def epoch_by_epoch(pieces: Sequence[Piece], epochs: Sequence[int]) -> str:
    """As in "A 4 since epoch 3; at first no digit it knows, then a 9."

    epochs: which the places of the pieces stand for.
    """
    last, before = pieces[-1], pieces[:-1]
    told = named(last.answer)
    told = told[0].upper() + told[1:]
    if not before and last.answer is None:
        return tr("It knows no digit in it at any of its epochs.")
    if not before:
        return tr("{told} at each of its epochs.", told=told)
    return tr(
        "{told} since epoch {epochs:,}; at first {in_turn}.",
        told=told,
        epochs=epochs[last.first],
        in_turn=in_turn(before),
    )


def _refusal(reading: Reading, doubt: Doubt) -> tuple[str, str]:
    match doubt:
        case Doubt.UNLIKE:
            return tr("Not a digit I know"), tr("It is unlike any digit I learned from.")
        case Doubt.BETWEEN:
            low, high = sorted((reading.digit, reading.runner_up))
            return tr("Between {low} and {high}", low=low, high=high), tr(
                "It is not enough like either of them."
            )
        case Doubt.TWO_DIGITS:
            return tr("Two digits?"), tr("I read one at a time.")
        case Doubt.TOO_SMALL:
            return tr("Too small to tell"), tr("Draw it larger and I read it.")
        case Doubt.HARDLY_LEARNED:
            return tr("I know no digits yet"), tr("This network has hardly learned.")


def _likeness(reading: Reading) -> str:
    if reading.digit_score >= _MUCH:
        return tr("It is much like the digits I learned from.")
    return tr("It is somewhat like the digits I learned from.")


def _score(reading: Reading) -> str:
    """How much like a digit what was refused is, where that says anything."""
    if reading.doubt in (Doubt.HARDLY_LEARNED, Doubt.TOO_SMALL):
        return ""
    score = tr("Like a digit: {probability}", probability=percent(reading.digit_score))
    if reading.is_by_energy:
        return tr("{score}, by the strength of its answer (energy).", score=score)
    return f"{score}."
