"""Finding the later act that answers a request or makes it moot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.language.matters import load_matters, matters_of
from detente.record.matching import content_words, days_of
from detente.relations.answers import Side, Toward, Wanted, load_answers
from detente.relations.ledger_acts import Told

ReplyKind = Literal["words", "silence", "refusal", "deed", "contrary", "newer"]
ReplyStatus = Literal["accepted", "declined", "hedged", "unanswered", "open", "overtaken"]
_ALIKE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What became of a request, with what tells so.

    Attributes:
        kind: ``words`` of an answer beside the request; ``silence``; a ``refusal`` or a ``deed`` told
            elsewhere; a ``contrary`` act that made it moot; a ``newer`` request.
        status: The status that it gives.
        date: Of publication for words, else of the act.
        text: The words that tell it.
        article: Id of the article that they stand in, or ``None``.
        act: Id of the act, or ``None``.
        rule: The rule of ``answers.yaml``; ``reading`` for words beside the request; id of the newer
            request.
    """

    kind: ReplyKind
    status: ReplyStatus
    date: str | None
    text: str
    article: str | None
    act: str | None
    rule: str


def alike(about: str, kinds: Iterable[str], text: str) -> bool:
    """Tell whether words are about the matter of a request.

    They are when they share a kind of matter, or half the telling words of the shorter text.

    >>> alike("resume talks", ["talks"], "ignored Lee's offers of talks")
    True
    >>> alike("a loan", ["aid"], "rejected the offers of talks")
    False
    """
    if set(kinds) & set(matters_of(text)):
        return True
    weak = content_words(" ".join(load_matters().weak))
    a, b = content_words(about) - weak, content_words(text) - weak
    return bool(a and b) and len(a & b) >= _ALIKE * min(len(a), len(b))


def later_answer(
    asker: Sequence[str],
    asked: Sequence[str],
    thirds: Sequence[str],
    wanted: Wanted,
    dates: Sequence[str],
    acts: Iterable[Told],
    articles: frozenset[str],
) -> Reply | None:
    """Return the first later act that answers a request; a silence only when nothing else does.

    Args:
        asker: Who asks.
        asked: Who is asked.
        thirds: Whom it concerns.
        wanted: What for.
        dates: When it was made, in order.
        acts: The acts of the record, by day.
        articles: Ids of the articles that tell the request: what they tell of the same day has been
            weighed in reading them.
    """
    made = days_of(dates[0]) if dates else None
    if made is None:
        return None
    silent: Reply | None = None
    for act in acts:
        since = _since(dates, act.day)
        if since is None or act.deed.type == "REQUEST":
            continue
        own = all(w.article in articles for w in act.words)
        if own and act.day <= made[1]:
            continue
        toward: list[Toward] = []
        if act.passes(asked, asker):
            toward.append("asker")
        if thirds and act.passes(asked, thirds):
            toward.append("third")
        reply = _deed(act, wanted, toward, bool(act.source & set(asked)), since) or (
            _words(act, wanted, since) if "asker" in toward else None
        )
        if reply is None:
            continue
        if reply.status != "unanswered":
            return reply
        silent = silent or reply
    return silent


def overtaking_act(
    asker: Sequence[str],
    asked: Sequence[str],
    wanted: Wanted,
    dates: Sequence[str],
    acts: Iterable[Told],
) -> Reply | None:
    """Return the first later act between the two that makes a request moot."""
    for act in acts:
        since = _since(dates, act.day)
        if since is None or since == 0:
            continue
        sides: list[Side] = []
        if act.passes(asked, asker):
            sides.append("asked")
        if act.passes(asker, asked):
            sides.append("asker")
        for side in sides:
            rule = load_answers().overtakes(wanted, act.deed, side, days=since)
            if rule:
                return _reply(act, "contrary", "overtaken", rule.id)
    return None


def _since(dates: Sequence[str], day: str) -> int | None:
    """Return the days from the latest telling before a day to that day; ``None`` when none is."""
    edges = [d[1] for d in map(days_of, dates) if d and d[1] <= day]
    if not edges:
        return None
    return (dt.date.fromisoformat(day) - dt.date.fromisoformat(edges[-1])).days


def _deed(act: Told, wanted: Wanted, toward: list[Toward], doer: bool, since: int) -> Reply | None:
    if since == 0:
        return None  # the meeting at which it was asked is not what was asked for
    for side in toward:
        rule = load_answers().fulfils(wanted, act.deed, side, doer=doer, days=since)
        if rule:
            return _reply(act, "deed", "accepted", rule.id)
    return None


def _words(act: Told, wanted: Wanted, since: int) -> Reply | None:
    rules = load_answers()
    for said in rules.said:
        if act.deed.type != said.act or since > said.within:
            continue
        text = next((w.text for w in act.words if wanted.kinds <= set(matters_of(w.text))), None)
        if text is None or not wanted.kinds:
            continue
        if said.status == "declined" and rules.silence.pattern.search(text):
            return _reply(act, "silence", "unanswered", "silence")
        kind: ReplyKind = "refusal" if said.status == "declined" else "words"
        return _reply(act, kind, said.status, said.id)
    return None


def _reply(act: Told, kind: ReplyKind, status: ReplyStatus, rule: str) -> Reply:
    words = act.words[0]
    return Reply(
        kind=kind,
        status=status,
        date=act.day,
        text=" ".join(words.text.split()),
        article=words.article,
        act=act.id,
        rule=rule,
    )
