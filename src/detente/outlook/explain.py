"""Why a forecast says what it says: the rules that speak for a candidate, and the facts they rest on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

import numpy as np

from detente.errors import UnknownActor, UnknownItem
from detente.outlook.facts import Names, Questions
from detente.outlook.features import State
from detente.outlook.rules import AGE_STEPS

_INSTANCES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question in words.

    ``asks="target"``: to whom does ``given`` do ``relation`` on ``date``? ``asks="source"``: who does it to
    ``given``?
    """

    given: str
    relation: str
    asks: Literal["source", "target"]
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A possible answer. Scores of one question compare; those of two do not."""

    name: str
    score: float
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A fact that a rule rests on."""

    date: dt.date
    source: str
    relation: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A rule that speaks for a candidate.

    Attributes:
        rule: In words.
        confidence: How often whom the rule named was an answer, 0 to 1.
        tried: How often the rule had been tried.
        instances: The facts it rests on, newest first, at most five.
        count: How many such facts there are.
    """

    rule: str
    confidence: float
    tried: int
    instances: tuple[Instance, ...]
    count: int


def numbered(names: Names, asked: Asked) -> Questions:
    """Return a question in numbers.

    Raises:
        UnknownActor: When the history never names the actor.
        UnknownItem: When it never names the relation.
    """
    return Questions(
        actor=np.array([actor_number(names, asked.given)], np.int32),
        relation=np.array([_relation_number(names, asked)], np.int32),
        day=(asked.date - names.first).days,
    )


def actor_number(names: Names, name: str) -> int:
    """Return an actor's number.

    Raises:
        UnknownActor: When the history never names the actor.
    """
    if name not in names.entities:
        raise UnknownActor(name, tuple(get_close_matches(name, names.entities)))
    return names.entities.index(name)


def _relation_number(names: Names, asked: Asked) -> int:
    if asked.relation not in names.relations:
        near = get_close_matches(asked.relation, names.relations)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UnknownItem(f"no relation {asked.relation!r} in the history{hint}")
    number = names.relations.index(asked.relation)
    return number if asked.asks == "target" else number + len(names.relations)


def reasons(state: State, asked: Asked, candidate: str, *, most: int = 5) -> tuple[Reason, ...]:
    """Return the rules that speak for a candidate, surest first.

    Only facts before the day of the question are looked at.

    Args:
        state: What is known.
        asked: The question.
        candidate: The answer to be explained.
        most: How many rules at most.
    """
    names, log = state.names, state.log.entries()
    question = numbered(names, asked)
    head, day = int(question.relation[0]), question.day
    other = actor_number(names, candidate)
    mine = np.flatnonzero((log.subj == question.actor[0]) & (log.obj == other) & (log.day < day))
    confidence = state.rules.confidence()[head]
    found = []
    for body in np.unique(log.rel[mine]):
        entries = mine[log.rel[mine] == body][::-1]
        age = day - int(log.day[entries[0]])
        step = int(np.searchsorted(AGE_STEPS, age, side="right")) - 1
        found.append(
            Reason(
                rule=f"{_said(names, head, 'x')} <- {_said(names, int(body), 'x')}, last {_ago(step)}",
                confidence=round(float(confidence[body, step]), 4),
                tried=int(state.rules.tried[head, body, step]),
                instances=tuple(
                    _instance(names, int(log.subj[i]), int(body), other, int(log.day[i]))
                    for i in entries[:_INSTANCES]
                ),
                count=len(entries),
            )
        )
    found.sort(key=lambda r: (-r.confidence, r.rule))
    return tuple(found[:most])


def _said(names: Names, relation: int, other: str) -> str:
    half = len(names.relations)
    if relation < half:
        return f"{names.relations[relation]}(given, {other})"
    return f"{names.relations[relation - half]}({other}, given)"


def _ago(step: int) -> str:
    first = AGE_STEPS[step]
    if step == len(AGE_STEPS) - 1:
        return f"{first} days ago or more"
    last = AGE_STEPS[step + 1] - 1
    return f"{first} to {last} days ago" if last > first else f"{first} day{'s' * (first > 1)} ago"


def _instance(names: Names, given: int, relation: int, other: int, day: int) -> Instance:
    half = len(names.relations)
    source, target = (given, other) if relation < half else (other, given)
    return Instance(
        date=names.first + dt.timedelta(days=day),
        source=names.entities[source],
        relation=names.relations[relation % half],
        target=names.entities[target],
    )
