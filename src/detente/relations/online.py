"""The latest weeks: has something begun that the list of turns cannot rank yet?

The same scan as for turns, as it was made for: prospectively (Kulldorff 2001, "Prospective time periodic
geographical disease surveillance using a scan statistic", JRSS A 164(1)). Windows that begin within the
last quarter are looked at, by what was known on the day; a window that is not over counts for the days
it has had. Only what was known by a day speaks for that day, so a back-test and the live page say the
same. The threshold is higher than for turns: there is no later window to compare with.

Bayesian online change points (Adams and MacKay 2007, arXiv:0710.3742) on weekly shares were tried in its
place and found two of the dated turns where this finds most of those within reach.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from detente.relations.acts import Acts, Pair
from detente.relations.turns import Turn, TurnSettings, strongest

#: Least strength of an alert, in nats; chosen on half of the dated turns (``evaluation/turns.py``).
THRESHOLD = 4.0
_LATEST = 91


def alert_of(
    acts: Acts,
    pair: Pair,
    first: dt.date,
    day: dt.date,
    *,
    threshold: float = THRESHOLD,
    settings: TurnSettings | None = None,
) -> Turn | None:
    """Return what began in the last quarter before a day, if anything did.

    Args:
        acts: What passed between two; acts after the day are not looked at.
        pair: The two.
        first: First day for which acts are told: the exposure.
        day: Last day looked at.
        threshold: Least strength.
        settings: How turns are found otherwise.
    """
    how = dataclasses.replace(settings or TurnSettings(), threshold=threshold)
    since = day - dt.timedelta(days=_LATEST - 1)
    return strongest(acts, pair, first, day, since, how)
