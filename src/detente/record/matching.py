"""When are two tellings the same act: pure rules on sides, dates and words.

Two tellings of one block (type, modality, sides and year) are the same act when their dates do not
contradict each other and, for types of which the same two may do several within days (asking,
accusing), the words that prove them have enough in common. Two tellings of one article never are:
the reader has merged those already.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from detente.records import SYMMETRIC_TYPES

_WORD = re.compile(r"[^\W\d_]{4,}")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_DAY, _MONTH = 10, 7
#: Days that two reports of one act may lie apart, when told and when taken from publication.
_TOLD_APART = 1
REPORTED_APART = 3
UNDATED_APART = 7
_ALIKE = 0.3
#: Types of which the same two seldom do two within days, so that the date alone tells.
_ONE_AT_A_TIME = frozenset({"CONSULT", "AGREE", "COOPERATE"})


@dataclass(frozen=True, slots=True)
class Told:
    """What matching needs of a telling."""

    key: int
    article: int
    type: str
    date: str | None
    told: bool
    published: str
    words: frozenset[str]
    order: tuple[str, str]


def block(
    type_: str,
    modality: str,
    source: tuple[str, ...],
    target: tuple[str, ...],
    date: str | None = None,
) -> str:
    """Return the block of a telling: type, modality, sides and year; joint acts have one side.

    >>> block("CONSULT", "actual", ("KOR",), ("CHN",)) == block("CONSULT", "actual", ("CHN",), ("KOR",))
    True
    """
    a, b = ",".join(sorted(set(source))), ",".join(sorted(set(target)))
    if type_ in SYMMETRIC_TYPES:
        a, b = ",".join(sorted({*source, *target})), ""
    return f"{type_}|{modality}|{a}|{b}|{(date or '')[:4]}"


@lru_cache(maxsize=65536)
def content_words(text: str) -> frozenset[str]:
    """Return the longer words of a piece of evidence, cut to six letters as a rough stem."""
    return frozenset(w.lower()[:6] for w in _WORD.findall(text))


def days_of(date: str | None) -> tuple[str, str] | None:
    """Return the first and last day of a date of any precision; ``None`` for no date.

    >>> days_of("2026-02")
    ('2026-02-01', '2026-02-28')
    """
    if not date or not _DATE.fullmatch(date):
        return None
    try:
        parts = [int(p) for p in date.split("-")]
        first = dt.date(*[*parts, 1, 1][:3])
    except ValueError:
        return None
    if len(parts) == 1:
        return f"{date}-01-01", f"{date}-12-31"
    if len(parts) == 2:
        return f"{date}-01", f"{date}-{calendar.monthrange(first.year, first.month)[1]:02d}"
    return date, date


def same_act(a: Told, b: Told) -> bool:
    """Tell whether two tellings of one block are the same act."""
    if a.article == b.article:
        return False
    near = _near(a, b)
    if near is None:
        return False
    if a.type in _ONE_AT_A_TIME and near:
        return True
    return _alike(a.words, b.words) >= (_ALIKE if near else 2 * _ALIKE)


def _near(a: Told, b: Told) -> bool | None:
    """Return ``True`` when dates agree to days, ``False`` when only roughly, ``None`` when they differ."""
    if a.date is None or b.date is None:
        # a plan without a date: only reports of the same week can mean the same one
        apart = _apart(a.published, b.published)
        return False if apart is None or apart <= UNDATED_APART else None
    if len(a.date) == len(b.date) == _DAY:
        apart = _apart(a.date, b.date)
        most = _TOLD_APART if a.told and b.told else REPORTED_APART
        return True if apart is not None and apart <= most else None
    short, long = sorted((a.date, b.date), key=len)
    if not long.startswith(short):
        return None
    # "June 2018" and "12 June 2018" may be one; "2018" and a day in it need the words
    return len(short) == _MONTH and a.type in _ONE_AT_A_TIME


def _apart(a: str, b: str) -> int | None:
    """Return the days between two ISO days, ``None`` when both are unknown (a large one for one)."""
    if len(a) != _DAY or len(b) != _DAY:
        return None if a == b else 9999
    return abs((dt.date.fromisoformat(a) - dt.date.fromisoformat(b)).days)


def _alike(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def cluster(tellings: list[Told]) -> list[list[Told]]:
    """Group the tellings of one block into acts; the same groups in whatever order they came.

    Each telling, earliest first, joins the first group with all of which it agrees. Groups are
    looked up by the months in which a match can lie, so that long blocks stay quick.
    """
    groups: list[list[Told]] = []
    by_time: dict[str, set[int]] = {}
    for one in sorted(tellings, key=lambda t: (t.date or "9999", t.order)):
        near = sorted({i for key in _looks(one) for i in by_time.get(key, ())})
        home = next((i for i in near if all(same_act(one, other) for other in groups[i])), None)
        if home is None:
            home = len(groups)
            groups.append([])
        groups[home].append(one)
        for key in _stands(one):
            by_time.setdefault(key, set()).add(home)
    return groups


def _months(day: str, around: int) -> set[str]:
    """Return the months within some days of a day."""
    if len(day) != _DAY:
        return {day}
    at = dt.date.fromisoformat(day).toordinal()
    return {
        dt.date.fromordinal(min(max(1, at + d), dt.date.max.toordinal())).isoformat()[:_MONTH]
        for d in (-around, around)
    }


def _stands(one: Told) -> set[str]:
    """Return under which keys a telling is found; see :func:`_looks`."""
    reported = _months(one.published, UNDATED_APART)
    if one.date is None:
        return {f"undated {m}" for m in reported}
    keys = {f"dated {m}" for m in reported} | {f"within {one.date[:4]}"}
    if len(one.date) == _DAY:
        return keys | _months(one.date, REPORTED_APART)
    return keys | {one.date if len(one.date) == _MONTH else f"year {one.date}"}


def _looks(one: Told) -> set[str]:
    """Return the keys under which every telling stands that may be the same act."""
    reported = one.published[:_MONTH]
    if one.date is None:
        return {f"undated {reported}", f"dated {reported}"}
    keys = {f"undated {reported}"}
    if len(one.date) < _MONTH:
        return keys | {f"within {one.date}"}
    return keys | {one.date[:_MONTH], f"year {one.date[:4]}"}
