"""The ledger of requests as its rules say it, by a plain walk through every act for every request.

It reads every article back whole and looks at all acts, so it is slow and simple: what the ledger finds
by its indexes has to be the same.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

from detente.language.matters import matters_of
from detente.record import AskTelling, Record
from detente.record.matching import days_of
from detente.records import SYMMETRIC_TYPES
from detente.relations.answers import Deed, Wanted, load_answers
from detente.relations.ledger import known_by
from detente.relations.ledger_answers import alike

Sides = frozenset[str]
#: What became of a request: status, kind of reply, article, act, and rule.
Outcome = tuple[str, str, str | None, str | None, str]


@dataclass
class Act:
    id: str
    source: Sides
    target: Sides
    deed: Deed
    day: str
    words: list[tuple[str, str]] = field(default_factory=list)

    def ends(self) -> set[tuple[str, str]]:
        both = self.source | self.target
        ends = {(a, b) for a in self.source for b in self.target}
        return ends | ({(a, b) for a in both for b in both} if self.joint else set())

    @property
    def joint(self) -> bool:
        return self.deed.type in SYMMETRIC_TYPES

    def passes(self, doers: Sides, others: Sides) -> bool:
        if self.source & doers and self.target & others:
            return True
        both = self.source | self.target
        return self.joint and bool(both & doers) and bool(both & (others - doers))


@dataclass
class Plain:
    """An entry: what it is compared by."""

    id: str
    source: Sides
    target: Sides
    about: str
    kinds: tuple[str, ...]
    concerning: Sides
    first: str | None
    last: str | None
    tellings: int
    outcomes: list[Outcome]

    @property
    def status(self) -> str:
        return self.outcomes[-1][0] if self.outcomes else "open"

    @property
    def standing(self) -> bool:
        return self.status in ("open", "unanswered")


def acts_of(record: Record, edge: str) -> list[Act]:
    acts: dict[str, Act] = {}
    with closing(sqlite3.connect(record.path)) as db:
        for id_, source, target, type_, mode, cameo, day, article, published, text in db.execute(
            "SELECT a.id, a.source, a.target, a.type, a.mode, a.cameo, a.day_from, t.article,"
            " t.published, t.evidence FROM acts a JOIN tellings t ON t.act = a.id"
            " WHERE a.modality = 'actual' AND a.day_from NOT NULL"
            " ORDER BY a.day_from, a.id, coalesce(t.published, '9999'), t.article, t.event"
        ):
            if day <= edge and (not published or published <= edge):
                doers, others = (frozenset(filter(None, s.split(","))) for s in (source, target))
                act = Act(id_, doers, others, Deed(type=type_, mode=mode, cameo=cameo), day)
                acts.setdefault(id_, act).words.append((article, text))
    return list(acts.values())


def plain_ledger(record: Record, edge: str, *, undated: bool) -> dict[str, Plain]:
    """Return the entries of a day by id; compare :func:`detente.relations.ledger.ledger`."""
    acts = acts_of(record, edge)
    entries: list[Plain] = []
    for ask in record.requests(limit=10**6).items:
        told = [h for h in ask.history if known_by(h.article, edge, undated=undated)]
        if told:
            sides = (frozenset(ask.source), frozenset(ask.target))
            entries.append(_entry(ask.id, *sides, ask.about, told, acts))
    used = {outcome[3] for e in entries for outcome in e.outcomes}
    entries += _refused([a for a in acts if a.id not in used], entries)
    renewed = [(e, _renewed(e, entries)) for e in entries]
    for entry, outcome in renewed:
        entry.outcomes += outcome
    return {e.id: e for e in entries}


def _entry(
    id_: str, asker: Sides, asked: Sides, about: str, told: list[AskTelling], acts: list[Act]
) -> Plain:
    dates = sorted(h.date for h in told if h.date)
    thirds = frozenset(c for h in told for c in h.concerning)
    asking = None
    for h in told:
        found = [a for a in acts if (h.article.id, h.evidence.text) in a.words]
        if found and found[0].deed.type == "REQUEST":
            asking = asking or found[0].deed
    wanted = Wanted.of(
        " / ".join(dict.fromkeys([about, *(h.about for h in told)])),
        mode=asking.mode if asking else None,
        cameo=asking.cameo if asking else None,
        thirds=bool(thirds),
    )
    entry = Plain(
        id_, asker, asked, about, tuple(sorted(wanted.kinds)), thirds,
        dates[0] if dates else None, dates[-1] if dates else None, len(told), [],
    )  # fmt: skip
    for h in told:
        if h.status != "open":
            kind = "silence" if h.status == "unanswered" else "words"
            entry.outcomes.append((h.status, kind, h.article.id, None, "reading"))
    if entry.status in ("accepted", "declined"):
        return entry
    pairs = {(a, b) for a in asked for b in asker | thirds if a != b}
    near = [a for a in acts if a.ends() & (pairs | {(b, a) for a, b in pairs})]
    papers = {h.article.id for h in told}
    answers = list(_answers(entry, wanted, dates, near, papers))
    first = next((o for o in answers if o[0] != "unanswered"), answers[0] if answers else None)
    if first and (first[0] != "unanswered" or entry.status == "open"):
        entry.outcomes.append(first)
    if entry.standing:
        entry.outcomes += list(_overtaken(entry, wanted, dates, near))[:1]
    return entry


def _since(dates: list[str], day: str) -> int | None:
    ends = [d[1] for d in map(days_of, dates) if d and d[1] <= day]
    return (dt.date.fromisoformat(day) - dt.date.fromisoformat(ends[-1])).days if ends else None


def _answers(
    entry: Plain, wanted: Wanted, dates: list[str], near: list[Act], papers: set[str]
) -> Iterator[Outcome]:
    rules = load_answers()
    made = days_of(dates[0]) if dates else None
    for act in near:
        since = _since(dates, act.day)
        if made is None or since is None or act.deed.type == "REQUEST":
            continue
        if act.day <= made[1] and all(article in papers for article, _ in act.words):
            continue
        home, doer = act.words[0][0], bool(act.source & entry.target)
        to_asker = act.passes(entry.target, entry.source)
        to_third = bool(entry.concerning) and act.passes(entry.target, entry.concerning)
        deed = None
        if since and to_asker:
            deed = rules.fulfils(wanted, act.deed, "asker", doer=doer, days=since)
        if since and to_third and not deed:
            deed = rules.fulfils(wanted, act.deed, "third", doer=doer, days=since)
        if deed:
            yield "accepted", "deed", home, act.id, deed.id
            continue
        for said in rules.said:
            if to_asker and act.deed.type == said.act and since <= said.within and wanted.kinds:
                texts = [text for _, text in act.words if wanted.kinds <= set(matters_of(text))]
                if texts and said.status == "declined" and rules.silence.pattern.search(texts[0]):
                    yield "unanswered", "silence", home, act.id, "silence"
                elif texts:
                    kind = "refusal" if said.status == "declined" else "words"
                    yield said.status, kind, home, act.id, said.id


def _overtaken(
    entry: Plain, wanted: Wanted, dates: list[str], near: list[Act]
) -> Iterator[Outcome]:
    for act in near:
        since = _since(dates, act.day)
        rule = None
        if since and act.passes(entry.target, entry.source):
            rule = load_answers().overtakes(wanted, act.deed, "asked", days=since)
        if since and act.passes(entry.source, entry.target) and not rule:
            rule = load_answers().overtakes(wanted, act.deed, "asker", days=since)
        if rule:
            yield "overtaken", "contrary", act.words[0][0], act.id, rule.id


def _refused(acts: list[Act], told: list[Plain]) -> list[Plain]:
    rules = load_answers()
    refusals = []
    for act in acts:
        named = [t for _, t in act.words if rules.names.pattern.search(t)]
        if act.deed.type == "REJECT" and act.target and named:
            refusals.append((act, named[0], _named(named[0])))
    out: list[Plain] = []
    for act, text, about in sorted(refusals, key=lambda r: len(r[2].split()) == 1):
        silent = rules.silence.pattern.search(text)
        article = next(a for a, t in act.words if t == text)
        outcome = (
            ("unanswered", "silence", article, act.id, "names")
            if silent
            else ("declined", "refusal", article, act.id, "names")
        )
        home = next((e for e in out if _same(e, act, about)), None)
        if home:
            home.outcomes.append(outcome)
            home.first, home.last = min(home.first or "", act.day), max(home.last or "", act.day)
            home.tellings += len(act.words)
        elif not any(_same(e, act, about) for e in told):
            kinds = tuple(sorted(matters_of(about)))
            out.append(
                Plain(
                    act.id, act.target, act.source, about, kinds, frozenset(), act.day, act.day,
                    len(act.words), [outcome],
                )
            )  # fmt: skip
    return out


def _named(text: str) -> str:
    found = load_answers().names.pattern.search(text)
    rest = " ".join(text[found.start() if found else 0 :].split()) + " "
    for mark in (",", ";", ".", " and ", " but ", " since ", " while "):
        rest = rest.partition(mark)[0]
    return rest.strip()


def _same(entry: Plain, act: Act, about: str) -> bool:
    first, last = days_of(entry.first), days_of(entry.last)
    if not first or not last or not act.passes(entry.target, entry.source):
        return False
    gap = (dt.date.fromisoformat(act.day) - dt.date.fromisoformat(last[1])).days
    if len(about.split()) == 1:
        return abs(gap) <= 7
    near = first[0] <= act.day and gap <= load_answers().newer
    return near and alike(entry.about, entry.kinds, about)


def _renewed(entry: Plain, entries: list[Plain]) -> list[Outcome]:
    if not entry.standing or not entry.kinds:
        return []
    newer = [
        e
        for e in entries
        if (e.source, e.target, e.kinds) == (entry.source, entry.target, entry.kinds)
        and bool(e.concerning) == bool(entry.concerning)
        and (not e.concerning or e.concerning & entry.concerning)
        and (e.first or "") > (entry.last or "9999")
    ]
    found = sorted(newer, key=lambda e: (e.first or "", e.id))[:1]
    return [("overtaken", "newer", None, None, e.id) for e in found]
