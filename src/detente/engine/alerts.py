"""Alerts: what the rules of a watch find in articles that are new to the record.

Each alert carries the sentences that it rests on and the paths of the pages that show more. It is
raised once: what a rule has told of is remembered by the ids of the tellings, so that a second
article on the same act, or an earlier one found later, raises nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from detente.actors import load_actors
from detente.engine.alert import Alert, Sentence, Told
from detente.engine.watch_config import Pair, Rule
from detente.errors import UnknownItem
from detente.language.asking import request_said
from detente.record import Act, ArticleRow, Record
from detente.record.matching import days_of
from detente.records import content_id
from detente.relations.acts import acts_between, exposure
from detente.relations.ledger import Entry, last_published, ledger, select
from detente.relations.load import load_events
from detente.relations.online import alert_of
from detente.relations.turns import Turn

_MOST = 500
_SHOWN = 5
#: Two turns of a pair the same way within so many days are one.
_SAME_TURN = 92


def alerts_of(
    rule: Rule, record: Record, fresh: Sequence[str], now: dt.datetime, told: Told
) -> Iterator[Alert]:
    """Yield what a rule finds, each once.

    Args:
        rule: The rule.
        record: The record, with the new articles in it.
        fresh: Ids of the new articles.
        now: The time, for what waits and for the stamp.
        told: What was told of before; kept up to date by the caller between two alerts.
    """
    made = now.isoformat(timespec="seconds")
    if rule.when == "waiting":
        yield from _waiting(rule, record, now.date(), made, told)
    elif not fresh:
        return
    elif rule.when in ("act", "deed"):
        yield from _acts(rule, record, fresh, made, told)
    elif rule.when == "request":
        yield from _requests(rule, record, fresh, made, told)
    elif rule.when == "answer":
        yield from _answers(rule, record, fresh, made, told)
    else:
        yield from _turns(rule, record, fresh, made, told)


def _acts(
    rule: Rule, record: Record, fresh: Sequence[str], made: str, told: Told
) -> Iterator[Alert]:
    for article in fresh:
        found = record.events(
            pair=rule.pair,
            actor=rule.actor,
            source=rule.source,
            target=rule.target,
            type=rule.type,
            modality="actual",
            by_article=article,
            min_confidence=rule.min_confidence,
            limit=_MOST,
            order="oldest",
        )
        for act in found:
            tellings = [t for t in act.tellings if t.counted]
            items = tuple(t.event for t in act.tellings)
            if rule.when == "deed" and act.quad not in (2, 4):
                continue
            if not tellings or told.told(rule.name, items):
                continue
            if not _lately(act.date, act.last_reported, rule.days):
                continue
            yield Alert(
                id=content_id(rule.name, *items[:1]),
                rule=rule.name,
                when=rule.when,
                made=made,
                title=request_said(act.sentence),
                date=act.date,
                sentences=_sentences_of(act),
                paths=(f"/events/{_segment(act.id)}", *_pair_paths(act)),
                items=items,
            )


def _requests(
    rule: Rule, record: Record, fresh: Sequence[str], made: str, told: Told
) -> Iterator[Alert]:
    for article in fresh:
        found = record.requests(
            source=rule.source,
            target=rule.target,
            concerning=rule.concerning,
            actor=rule.actor,
            pair=rule.pair,
            by_article=article,
            limit=_MOST,
            order="oldest",
        )
        for ask in found:
            items = tuple(h.request for h in ask.history)
            tellings = [h for h in ask.history if h.counted]
            if not tellings or told.told(rule.name, items):
                continue
            if not _lately(ask.last_asked, tellings[-1].article.published, rule.days):
                continue
            yield Alert(
                id=content_id(rule.name, *items[:1]),
                rule=rule.name,
                when=rule.when,
                made=made,
                title=request_said(ask.sentence),
                date=ask.last_asked,
                sentences=tuple(_sentence(h.evidence.text, h.article) for h in tellings[-_SHOWN:]),
                paths=("/requests", *_article_paths(h.article.id for h in tellings[-1:])),
                items=items,
            )


def _answers(
    rule: Rule, record: Record, fresh: Sequence[str], made: str, told: Told
) -> Iterator[Alert]:
    new = frozenset(fresh)
    for entry in _entries(rule, ledger(record)):
        answer = entry.answer
        if answer is None or answer.article is None or answer.article not in new:
            continue
        if entry.status not in rule.status:
            continue
        items = tuple(f"{i} {entry.status}" for i in _items_of(entry))
        if told.told(rule.name, items):
            continue
        yield Alert(
            id=content_id(rule.name, entry.status, *items[:1]),
            rule=rule.name,
            when=rule.when,
            made=made,
            title=f"{request_said(entry.sentence)} ({entry.status})",
            date=answer.date,
            sentences=_of_entry(record, entry),
            paths=("/requests", *_article_paths([answer.article])),
            items=items,
        )


def _waiting(rule: Rule, record: Record, day: dt.date, made: str, told: Told) -> Iterator[Alert]:
    for entry in select(
        _entries(rule, ledger(record, as_of=day)), open_only=True, older_than=rule.days
    ):
        waited = entry.waiting_days or 0
        items = _items_of(entry)
        if told.told(rule.name, items) or (rule.until_days and waited > rule.until_days):
            continue
        yield Alert(
            id=content_id(rule.name, *items[:1]),
            rule=rule.name,
            when=rule.when,
            made=made,
            title=f"{request_said(entry.sentence)}: no answer for {waited} days",
            date=entry.first_asked,
            sentences=_of_entry(record, entry),
            paths=("/requests", *_article_paths(line.article for line in entry.history[-1:])),
            items=items,
        )


def _turns(
    rule: Rule, record: Record, fresh: Sequence[str], made: str, told: Told
) -> Iterator[Alert]:
    for turn, acts in latest_turns(record, sorted(_touched(rule, record, fresh))):
        pair = "-".join(turn.pair)
        stem = f"turn {pair} {turn.direction} "
        before = [
            dt.date.fromisoformat(i.removeprefix(stem)) for i in told.told_like(rule.name, stem)
        ]
        if any(abs((turn.date - d).days) <= _SAME_TURN for d in before):
            continue
        yield Alert(
            id=content_id(rule.name, stem, turn.date.isoformat()),
            rule=rule.name,
            when=rule.when,
            made=made,
            title=turn_words(turn),
            date=turn.date.isoformat(),
            sentences=tuple(s for act in acts for s in _sentences_of(act)[:1]),
            paths=(f"/pairs/{_segment(pair)}",),
            items=(stem + turn.date.isoformat(),),
        )


def latest_turns(
    record: Record, pairs: Sequence[Pair], *, until: dt.date | None = None
) -> Iterator[tuple[Turn, tuple[Act, ...]]]:
    """Yield what has begun between pairs in the last quarter, with the latest acts that show it.

    Args:
        record: The record; only what was read counts.
        pairs: Pairs to look at.
        until: By what happened up to this day; the latest publication when left out.
    """
    if not pairs:
        return
    day = until or last_published(record)
    events = load_events(record.path, origins=["read"])
    span = exposure(events)
    if day is None or span is None:
        return
    for pair in pairs:
        turn = alert_of(acts_between(events, pair), pair, span[0], max(day, span[0]))
        if turn is not None:
            yield turn, tuple(record.event(id).act for id in turn.ids[-_SHOWN:])


def turn_words(turn: Turn) -> str:
    """Return a turn in a sentence."""
    names = load_actors()
    way = "a turn for the better" if turn.direction == "up" else "a turn for the worse"
    return f"{names.name(turn.pair[0])} and {names.name(turn.pair[1])}: {way}; {turn.reason}"


def _touched(rule: Rule, record: Record, fresh: Sequence[str]) -> set[Pair]:
    """Return the pairs that the new articles tell of, as far as the rule asks for them."""
    found: set[Pair] = set()
    for article in fresh:
        acts = record.events(
            pair=rule.pair, actor=rule.actor, modality="actual", by_article=article, limit=_MOST
        )
        for act in acts:
            found |= set(pairs_of(act))
    return {
        p
        for p in found
        if (not rule.pair or p == rule.pair) and (not rule.actor or rule.actor in p)
    }


def pairs_of(act: Act) -> list[Pair]:
    """Return the pairs that an act is between, each in alphabetical order."""
    return sorted({(min(a, b), max(a, b)) for a in act.source for b in act.target if a != b})


def _entries(rule: Rule, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    kept = select(
        entries,
        source=rule.source,
        target=rule.target,
        concerning=rule.concerning,
        pair=rule.pair,
    )
    if rule.actor is None:
        return kept
    return tuple(e for e in kept if rule.actor in (*e.source, *e.target, *e.concerning))


def _items_of(entry: Entry) -> tuple[str, ...]:
    return (entry.id, *(content_id(line.article, line.text) for line in entry.history))


def _lately(date: str | None, reported: str | None, days: int) -> bool:
    """Tell whether something had happened not long before it was told; what has no date counts."""
    happened, printed = days_of(date), days_of(reported)
    if happened is None or printed is None:
        return True
    gap = dt.date.fromisoformat(printed[0]) - dt.date.fromisoformat(happened[1])
    return gap.days <= days


def _sentence(text: str, article: ArticleRow) -> Sentence:
    return Sentence(
        text=" ".join(text.split()),
        article=article.id,
        title=article.title,
        published=article.published,
        publisher=article.publisher,
        agency=article.agency,
        url=article.url,
    )


def _sentences_of(act: Act) -> tuple[Sentence, ...]:
    told = [t for t in act.tellings if t.counted] or list(act.tellings)
    return tuple(_sentence(t.evidence.text, t.article) for t in told[:_SHOWN])


def _of_entry(record: Record, entry: Entry) -> tuple[Sentence, ...]:
    """Return the words that ask, and those that answer."""
    said = [(line.text, line.article) for line in entry.history[-2:]]
    if entry.answer and entry.answer.text and entry.answer.article:
        said.append((entry.answer.text, entry.answer.article))
    out = []
    for text, article in dict.fromkeys(said):
        try:
            out.append(_sentence(text, record.article_row(article)))
        except UnknownItem:  # an answer that rests on another request names no article
            continue
    return tuple(out)


def _segment(text: str) -> str:
    return quote(text, safe="")


def _pair_paths(act: Act) -> tuple[str, ...]:
    return tuple(f"/pairs/{_segment(f'{a}-{b}')}" for a, b in pairs_of(act)[:1])


def _article_paths(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"/articles/{quote(id, safe='/')}" for id in ids)
