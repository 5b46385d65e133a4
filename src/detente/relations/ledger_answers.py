"""Finding the later act that answers a request or makes it moot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from detente.language.matters import load_matters, matters_of
from detente.record.matching import content_words
from detente.relations.answers import Side, Toward, Wanted, load_answers
from detente.relations.ledger_acts import Told
from detente.relations.ledger_waiting import Waiting

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
    a, b = content_words(about) - _weak(), content_words(text) - _weak()
    return bool(a and b) and len(a & b) >= _ALIKE * min(len(a), len(b))


@lru_cache(maxsize=1)
def _weak() -> frozenset[str]:
    return content_words(" ".join(load_matters().weak))


def later_answer(ask: Waiting, acts: Iterable[Told]) -> Reply | None:
    """Return the first later act that answers a request; a silence only when nothing else does.

    Args:
        ask: The request.
        acts: Acts of the record, by day (:func:`~detente.relations.ledger_waiting.may_answer`).
    """
    if ask.made is None:
        return None
    silent: Reply | None = None
    for act in acts:
        day = dt.date.fromisoformat(act.day).toordinal()
        since = ask.since(day)
        if since is None or act.deed.type == "REQUEST":
            continue
        # what an article that tells the request tells of the same day was weighed in reading it
        if day <= ask.made and all(w.article in ask.articles for w in act.words):
            continue
        toward: list[Toward] = []
        if act.passes(ask.asked, ask.asker):
            toward.append("asker")
        if ask.thirds and act.passes(ask.asked, ask.thirds):
            toward.append("third")
        reply = _deed(act, ask.wanted, toward, bool(act.source & set(ask.asked)), since) or (
            _words(act, ask.wanted, since) if "asker" in toward else None
        )
        if reply is None:
            continue
        if reply.status != "unanswered":
            return reply
        silent = silent or reply
    return silent


def overtaking_act(ask: Waiting, acts: Iterable[Told]) -> Reply | None:
    """Return the first later act between the two that makes a request moot.

    Args:
        ask: The request.
        acts: Acts of the record, by day (:func:`~detente.relations.ledger_waiting.may_overtake`).
    """
    for act in acts:
        since = ask.since(dt.date.fromisoformat(act.day).toordinal())
        if since is None or since == 0:
            continue
        sides: list[Side] = []
        if act.passes(ask.asked, ask.asker):
            sides.append("asked")
        if act.passes(ask.asker, ask.asked):
            sides.append("asker")
        for side in sides:
            rule = load_answers().overtakes(ask.wanted, act.deed, side, days=since)
            if rule:
                return _reply(act, "contrary", "overtaken", rule.id)
    return None


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
