"""The kernels that walk the past of one question, and what they sum up for each actor.

Compiled; each works on plain arrays and knows nothing of names. What the columns mean is said in
``features.py``. All of them read the log from the newest entry back; the log holds earlier days only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from detente.outlook.decay import Entries
from detente.outlook.facts import Floats, Ints

#: Columns of the accumulator, one row an actor. At six half-lives (``HALF_LIVES``): the very triple, the
#: pair in this direction, the pair in the other. At 3 and 30 days and never fading: triples whose relation
#: has the same root, the same relation turned round. At 30 days: the same root turned round.
TRIPLE, ROOT, PAIR, BACK, INVERSE, INVERSE_ROOT = 0, 6, 9, 15, 21, 24
#: Highest and second confidence of the rules that name the actor, and minus the logarithm of the chance
#: that all of them are wrong.
RULE_MAX, RULE_SUM, RULE_SECOND = 25, 26, 27
#: Days since the latest such fact.
AGE_TRIPLE, AGE_ROOT, AGE_PAIR, AGE_BACK, AGE_INVERSE = 28, 29, 30, 31, 32
#: How many rules name the actor; weight of actor - partner - candidate, and of those that end in the
#: relation asked about.
BODIES, HOPS, HOPS_SAME = 33, 34, 35
#: The actor as an answer to the relation whoever asked, at 3 and 30 days; asked by actors of the same home,
#: alike actors, actors of the same kind; days since the latest.
REL_SHORT, REL_LONG, REL_HOME, REL_HOME_SHORT, REL_LIKE, REL_LIKE_SHORT, REL_KIND, AGE_REL = (
    36, 37, 38, 39, 40, 41, 42, 43,
)  # fmt: skip
ACCUMULATED = 44
#: An age that stands for "never".
NEVER = 9999.0
_PARTNERS = 20
_PARTNER_ENTRIES = 150
_REL_ENTRIES = 4000
_REL_DAYS = 120


class Sight(NamedTuple):
    """What a question is seen by, as of its day.

    ``fade``: weight by half-life and age. ``steps``: step of each age. ``confidence``: of rules, (head,
    body, step). ``root``: group of each directed relation. ``home``, ``kind``: of each actor, -1 for none.
    ``vectors``: of each actor. ``common``: fading counts of each actor as an answer, shape (4, entities):
    target at 3 and 30 days, source at 3 and 30. ``often``: how often each actor was the answer to each
    directed relation. ``last``: last day each actor was seen, -1 for never. ``kinds``: fading share of each
    kind among the answers to each relation. ``repeats``: share of answers to each directed relation that
    had been its answer for the same actor before.
    """

    fade: Floats
    steps: Ints
    confidence: Floats
    root: Ints
    home: Ints
    kind: Ints
    vectors: Floats
    common: Floats
    often: Floats
    last: Ints
    kinds: Floats
    repeats: Floats


class Work(NamedTuple):
    """Work space of one thread; clean between questions."""

    acc: Floats
    touched: Ints
    here: Ints
    seen: Ints
    base: Floats


def workspace(entities: int, directed: int) -> Work:
    """Return clean work space."""
    return Work(
        np.zeros((entities, ACCUMULATED), np.float32),
        np.zeros(entities, np.int32),
        np.zeros(entities, np.int32),
        np.full((directed, entities), -1, np.int32),
        np.zeros(entities, np.float32),
    )


@njit(cache=True, nogil=True, inline="never")
def _touch(work: Work, other: int, n: int) -> int:
    if work.here[other] == 0:
        work.here[other] = 1
        work.touched[n] = other
        n += 1
        row = work.acc[other]
        row[:] = 0
        row[AGE_TRIPLE : AGE_INVERSE + 1] = NEVER
        row[AGE_REL] = NEVER
    return n


@njit(cache=True, nogil=True, fastmath=True)
def own_past(log: Entries, actor: int, rel: int, day: int, sight: Sight, work: Work, n: int) -> int:
    """Walk the actor's own facts: recurrence at every level, and rules."""
    half = len(sight.root) // 2
    forward = rel < half
    inverse = rel + half if forward else rel - half
    i = log.newest[actor]
    while i >= 0:
        body, other = log.rel[i], log.obj[i]
        age = day - log.day[i]
        n = _touch(work, other, n)
        row = work.acc[other]
        fade = sight.fade[:, age]
        if (body < half) == forward:
            for h in range(6):
                row[PAIR + h] += fade[h]
            row[AGE_PAIR] = min(row[AGE_PAIR], age)
            if sight.root[body] == sight.root[rel]:
                row[ROOT] += fade[1]
                row[ROOT + 1] += fade[3]
                row[ROOT + 2] += fade[5]
                row[AGE_ROOT] = min(row[AGE_ROOT], age)
                if body == rel:
                    for h in range(6):
                        row[TRIPLE + h] += fade[h]
                    row[AGE_TRIPLE] = min(row[AGE_TRIPLE], age)
        else:
            for h in range(6):
                row[BACK + h] += fade[h]
            row[AGE_BACK] = min(row[AGE_BACK], age)
            if sight.root[body] == sight.root[inverse]:
                row[INVERSE_ROOT] += fade[3]
                if body == inverse:
                    row[INVERSE] += fade[1]
                    row[INVERSE + 1] += fade[3]
                    row[INVERSE + 2] += fade[5]
                    row[AGE_INVERSE] = min(row[AGE_INVERSE], age)
        if work.seen[body, other] != rel:
            work.seen[body, other] = rel
            sure = sight.confidence[rel, body, sight.steps[age]]
            row[RULE_SUM] -= np.log(max(1 - sure, 1e-3))
            row[BODIES] += 1
            if sure > row[RULE_MAX]:
                row[RULE_SECOND] = row[RULE_MAX]
                row[RULE_MAX] = sure
            elif sure > row[RULE_SECOND]:
                row[RULE_SECOND] = sure
        i = log.older[i]
    return n


@njit(cache=True, nogil=True)
def clean_seen(log: Entries, actor: int, work: Work) -> None:
    """Wipe what ``own_past`` noted of the actor's facts."""
    i = log.newest[actor]
    while i >= 0:
        work.seen[log.rel[i], log.obj[i]] = -1
        i = log.older[i]


@njit(cache=True, nogil=True, fastmath=True)
def partners_past(
    log: Entries, actor: int, rel: int, day: int, sight: Sight, work: Work, n: int
) -> int:
    """Walk the recent facts of the actor's closest partners: actor - partner - candidate."""
    own = n
    weight = np.empty(own, np.float32)
    for j in range(own):
        row = work.acc[work.touched[j]]
        weight[j] = row[PAIR + 3] + row[BACK + 3]
    order = np.argsort(-weight)[:_PARTNERS]
    whole = weight.sum() + 1.0
    for j in order:
        share = weight[j] / whole
        partner = work.touched[j]
        count = 0
        i = log.newest[partner]
        while i >= 0 and count < _PARTNER_ENTRIES:
            other = log.obj[i]
            if other != actor:
                n = _touch(work, other, n)
                part = share * sight.fade[3, day - log.day[i]]
                work.acc[other, HOPS] += part
                if log.rel[i] == rel:
                    work.acc[other, HOPS_SAME] += part
            count += 1
            i = log.older[i]
    return n


@njit(cache=True, nogil=True, fastmath=True)
def relation_past(
    log: Entries, actor: int, rel: int, day: int, sight: Sight, work: Work, like: Floats, n: int
) -> int:
    """Walk the recent facts of the relation, whoever acts: who else is asked this, and how alike."""
    i = log.newest_rel[rel]
    count = 0
    home, kind = sight.home[actor], sight.kind[actor]
    while i >= 0 and count < _REL_ENTRIES:
        age = day - log.day[i]
        if age > _REL_DAYS:
            break
        one, other = log.subj[i], log.obj[i]
        n = _touch(work, other, n)
        row = work.acc[other]
        short, long = sight.fade[1, age], sight.fade[3, age]
        row[REL_SHORT] += short
        row[REL_LONG] += long
        row[AGE_REL] = min(row[AGE_REL], age)
        if one != actor:
            if home >= 0 and sight.home[one] == home:
                row[REL_HOME] += long
                row[REL_HOME_SHORT] += short
            if kind >= 0 and sight.kind[one] == kind:
                row[REL_KIND] += long
            alike = like[one]
            if alike > 0:
                alike = alike * alike
                row[REL_LIKE] += alike * long
                row[REL_LIKE_SHORT] += alike * short
        count += 1
        i = log.older_rel[i]
    return n
