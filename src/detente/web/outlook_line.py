"""The outlook of a pair in one line, with what such lines were worth."""

from __future__ import annotations

from dataclasses import dataclass

from detente.outlook.backtest import Case
from detente.outlook.nextacts import NextAct, pair_outlook
from detente.record import Record
from detente.web import words
from detente.web.held import Pair
from detente.web.kept import state_of
from detente.web.outlook_held import BACKTESTS, Question, history_of, mixture_of
from detente.web.outlook_words import Such, percent, such, will

_DAYS = 7
_CLASSES = ("cooperation", "conflict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The outlook in a line.

    Attributes:
        sentence: What is likely, with its probability; where there is too little, that.
        past: What such forecasts were worth; empty for a line without a forecast.
        query: What of the address the page with the reasons needs: ``?origin=icews`` or nothing.
    """

    sentence: str
    past: str
    query: str


def line_of(record: Record, pair: Pair, origin: str, *, several: bool) -> Line:
    """Return the outlook of a pair for the week after the last day that an origin tells of.

    Of cooperation and conflict either way, it says what is furthest from its base rate.

    Args:
        record: The record.
        pair: The two.
        origin: Whose acts.
        several: Whether the record holds acts of several origins.
    """
    state = state_of(record.path)
    history = history_of(state, origin)
    mixture = mixture_of(state, origin, _DAYS, history.last)
    found = pair_outlook(history, pair, mixture, days=_DAYS, evening=history.last)
    query = f"?origin={origin}" if several else ""
    classes = [n for n in found.next if n.what in _CLASSES and n.probability is not None]
    if not classes:
        return Line(sentence=f"Outlook: {found.note}", past="", query=query)
    best = max(classes, key=lambda n: (abs((n.probability or 0.0) - (n.base or 0.0)), n.acts))
    past = BACKTESTS.there(Question(state, origin, _DAYS))
    like = such(past, best.what, best.probability or 0.0) if past else None
    return Line(
        sentence=f"Outlook for the {_DAYS} days after {words.date_words(found.evening)}: {_said(best)}",
        past=_past(past, like),
        query=query,
    )


def _past(past: tuple[Case, ...] | None, like: Such | None) -> str:
    if past is None:
        return "Not scored on the past yet"
    return like.words[:1].upper() + like.words[1:] if like else "Too few such forecasts to score"


def _said(found: NextAct) -> str:
    who, whom = words.actor_name(found.source), words.actor_name(found.target)
    return (
        f"{percent(found.probability)} that {who} will {will(found.what)} {whom}"
        f" (base rate {percent(found.base)})"
    )
