"""The table of candidates: for each question the likeliest actors, each described by its features.

The first columns are those of the accumulator (``scan.py``); the others are set here. A first guess orders
all actors; the best of them become candidates.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.outlook.decay import Entries
from detente.outlook.facts import Floats, Ints
from detente.outlook.scan import (
    ACCUMULATED,
    AGE_INVERSE,
    AGE_REL,
    AGE_TRIPLE,
    HOPS,
    NEVER,
    PAIR,
    REL_HOME,
    REL_LIKE,
    REL_LONG,
    RULE_SUM,
    TRIPLE,
    Sight,
    Work,
    clean_seen,
    own_past,
    partners_past,
    relation_past,
)

#: How many columns a candidate has.
FEATURES = 76
#: Column of the first guess.
BASE = 66


@njit(cache=True, nogil=True)
def _ranks(values: Floats, out: Floats) -> None:
    order = np.argsort(-values)
    for place, j in enumerate(order):
        out[j] = place


@njit(cache=True, nogil=True, fastmath=True)
def describe(
    log: Entries, actors: Ints, rels: Ints, day: int, sight: Sight, work: Work, like: Floats,
    chosen: Ints, table: Floats, bases: Floats,
) -> None:  # fmt: skip
    """Describe the best candidates of each question.

    Args:
        log: Earlier days.
        actors: Who is given, by question.
        rels: Directed relation, by question.
        day: Today.
        sight: What is known today.
        work: Clean work space; left clean.
        like: Likeness of each question's actor to every actor, shape (questions, entities).
        chosen: Filled with the candidates, shape (questions, k); all of them where fewer exist.
        table: Filled with their features, shape (questions, k, FEATURES).
        bases: Filled with the first guess for every actor, shape (questions, entities).
    """
    entities = len(sight.home)
    half = len(sight.root) // 2
    k = chosen.shape[1]
    spare = np.empty((3, k), np.float32)
    for q in range(len(actors)):
        actor, rel = actors[q], rels[q]
        side = 0 if rel < half else 2
        n = own_past(log, actor, rel, day, sight, work, 0)
        clean_seen(log, actor, work)
        own = n
        n = partners_past(log, actor, rel, day, sight, work, n)
        n = relation_past(log, actor, rel, day, sight, work, like[q], n)
        acc = work.acc
        homes = np.zeros((2, entities + 1), np.float32)
        pull = np.zeros(sight.vectors.shape[1], np.float32)
        s_triple = s_pair = s_rel = s_like = s_home = s_hops = 1e-6
        partners = 0.0
        for j in range(n):
            o = work.touched[j]
            row = acc[o]
            s_triple += row[TRIPLE + 4]
            s_pair += row[PAIR + 3]
            s_rel += row[REL_LONG]
            s_like += row[REL_LIKE]
            s_home += row[REL_HOME]
            s_hops += row[HOPS]
            if j < own:
                if row[TRIPLE + 5] > 0:
                    partners += 1
                    pull += row[TRIPLE + 4] * sight.vectors[o]
                if sight.home[o] >= 0:
                    homes[0, sight.home[o]] += row[TRIPLE + 4]
                    homes[1, sight.home[o]] += row[PAIR + 3]
        pull /= np.float32(s_triple)
        s_common = sight.common[side + 1].sum() + 1e-6
        base = bases[q]
        for o in range(entities):
            guess = 0.02 * sight.common[side + 1, o] / s_common + 1e-4 * max(like[q, o], 0)
            if work.here[o]:
                row = acc[o]
                guess += 1 - np.exp(-row[RULE_SUM])
                guess += 0.2 * row[TRIPLE + 4] / (s_triple + 1) + 0.1 * row[REL_LONG] / (s_rel + 5)
                guess += 0.3 * row[REL_LIKE] / (s_like + 0.5) + 0.1 * row[REL_HOME] / (s_home + 1)
                guess += 0.1 * row[HOPS] / (s_hops + 0.2)
            base[o] = guess
        count = min(k, entities)
        edge = np.partition(base, entities - count)[entities - count]
        at = 0
        for o in range(entities):
            if base[o] >= edge and at < count:
                chosen[q, at] = o
                at += 1
        for j in range(count):
            o = chosen[q, j]
            out = table[q, j]
            if work.here[o]:
                out[:ACCUMULATED] = acc[o]
            else:
                out[:ACCUMULATED] = 0
                out[AGE_TRIPLE : AGE_INVERSE + 1] = NEVER
                out[AGE_REL] = NEVER
            out[44] = sight.common[side, o]
            out[45] = sight.common[side + 1, o]
            out[46] = sight.common[3 - side, o]
            out[47] = sight.often[rel, o]
            out[48] = like[q, o]
            drawn = np.float32(0)
            for d in range(len(pull)):
                drawn += pull[d] * sight.vectors[o, d]
            out[49] = drawn
            home = sight.home[o]
            if home >= 0 and sight.home[actor] >= 0:
                out[50] = 1.0 if home == sight.home[actor] else 0.0
            else:
                out[50] = -1.0
            out[51] = homes[0, home] / s_triple if home >= 0 else -1.0
            out[52] = homes[1, home] / s_pair if home >= 0 else -1.0
            out[53] = sight.kinds[sight.kind[o], rel] if sight.kind[o] >= 0 else -1.0
            out[54] = out[TRIPLE + 4] / s_triple
            out[55] = out[PAIR + 3] / s_pair
            out[56] = out[REL_LONG] / s_rel
            out[57] = out[REL_LIKE] / s_like
            out[58] = day - sight.last[o] if sight.last[o] >= 0 else NEVER
            out[59] = s_triple
            out[60] = s_pair
            out[61] = s_rel
            out[62] = partners
            out[63] = own
            out[64] = side
            out[65] = sight.repeats[rel]
            out[66] = base[o]
            out[67] = out[REL_HOME] / s_home
            out[68] = out[HOPS] / s_hops
            out[69] = sight.common[side + 1, actor]
            out[70] = 1.0 if o == actor else 0.0
            spare[0, j] = out[TRIPLE + 4]
            spare[1, j] = out[RULE_SUM]
            spare[2, j] = base[o]
        for which in range(3):
            _ranks(spare[which, :count], table[q, :count, 71 + which])
        best = spare[2, :count].max()
        for j in range(count):
            table[q, j, 74] = spare[2, j] / best
            table[q, j, 75] = day - log.day[-1]
        for j in range(n):
            work.here[work.touched[j]] = 0
