"""A request as an entry of the ledger: what its own articles say, then what the other acts tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.record.ask_histories import AskHistory, ToldRequest
from detente.relations.answers import Deed, Wanted
from detente.relations.ledger_acts import ActIndex
from detente.relations.ledger_answers import Reply, later_answer, overtaking_act
from detente.relations.ledger_entry import SETTLED, Entry, Line
from detente.relations.ledger_waiting import Waiting, may_answer, may_overtake


def entry_of(
    ask: AskHistory, told: Sequence[ToldRequest], deeds: Mapping[str, Deed]
) -> tuple[Entry, Waiting]:
    """Return a request as its own articles tell it, and what it takes to look for an answer.

    Args:
        ask: The request.
        told: Those of its tellings that are known by the day; at least one.
        deeds: The act of asking of each telling (:func:`~detente.relations.ledger_acts.asking_deeds`).
    """
    dates = sorted(h.date for h in told if h.date)
    asking = next((deeds[h.request.id] for h in told if h.request.id in deeds), None)
    concerning = tuple(sorted({c for h in told for c in h.request.concerning}))
    wanted = Wanted.of(
        " / ".join(dict.fromkeys([ask.about, *(h.request.about for h in told)])),
        mode=asking.mode if asking else None,
        cameo=asking.cameo if asking else None,
        thirds=bool(concerning),
    )
    replies = [_said(h) for h in told if h.request.status != "open"]
    entry = Entry(
        id=ask.id,
        sentence=ask.sentence,
        source=ask.source,
        target=ask.target,
        about=ask.about,
        kinds=tuple(sorted(wanted.kinds)),
        concerning=concerning,
        status=replies[-1].status if replies else "open",
        answer=replies[-1] if replies else None,
        replies=tuple(replies),
        first_asked=dates[0] if dates else None,
        last_asked=dates[-1] if dates else None,
        times=len(set(dates)) or 1,
        waiting_days=None,
        sources=len({h.story for h in told}),
        implied=False,
        history=tuple(
            Line(
                date=h.date,
                article=h.article,
                published=h.published,
                text=h.request.evidence.text,
                reply=h.request.reply.text if h.request.reply else None,
                status=h.request.status,
            )
            for h in told
        ),
    )
    waiting = Waiting.of(
        ask.source,
        ask.target,
        concerning,
        wanted=wanted,
        dates=dates,
        articles=(h.article for h in told),
    )
    return entry, waiting


def answered(entry: Entry, waiting: Waiting, acts: ActIndex) -> Entry:
    """Return an entry with the answer that the acts of the record give it, or as it is."""
    if entry.status in SETTLED:
        return entry
    found = later_answer(waiting, may_answer(waiting, acts))
    if found and (found.status in SETTLED or entry.status == "open"):
        entry = entry.with_reply(found)
    if entry.standing:
        moot = overtaking_act(waiting, may_overtake(waiting, acts))
        entry = entry.with_reply(moot) if moot else entry
    return entry


def _said(told: ToldRequest) -> Reply:
    """Return the reply that an article tells beside the request."""
    reply = told.request.reply
    return Reply(
        kind="silence" if told.request.status == "unanswered" else "words",
        status=told.request.status,
        date=told.published or told.date,
        text=reply.text if reply else "",
        article=told.article,
        act=None,
        rule="reading",
    )
