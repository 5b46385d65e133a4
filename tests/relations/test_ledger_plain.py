"""The ledger's indexes leave nothing out: it is what a plain walk through all acts gives."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import pytest
from made_relations import Dispatch, Side
from plain_ledger import plain_ledger

from detente.record import Record
from detente.record.views import Verdict
from detente.relations.ledger import Entry, last_published, ledger

WHO = ("KEN", "PER", "CHL", "BRA")
#: Two of whom nothing but asking is told, so that they ask again.
QUIET = (("FJI",), ("ZMB",))
WANTED = (
    "resume talks", "visit the capital", "play a mediating role", "a loan of two billion dollars",
    "lift the ban at once", "withdraw its troops", "release the prisoners", "agree to a ceasefire",
    "show restraint", "recognise the new state", "send figs",
)  # fmt: skip
#: Acts that a rule takes or leaves, and the words of each; ``{}`` is for what is wanted.
ACTS = (
    ("CONSULT", None, None, "met on it"),
    ("CONSULT", "visit", None, "came to see it"),
    ("CONSULT", "third-party", None, "hosted both"),
    ("AID", None, None, "gave"),
    ("RETREAT", "ease", None, "eased"),
    ("RETREAT", "withdraw", None, "pulled back"),
    ("SUPPORT", None, "039", "sided with it"),
    ("AGREE", None, None, "agreed to {}"),
    ("CONCEDE", None, None, "gave way and will {}"),
    ("REJECT", None, None, "refused to {}"),
    ("REJECT", None, None, "ignored the call to {}, an envoy said"),
    ("REJECT", None, None, "rejected the offer of {}"),
    ("REJECT", None, None, "rejected an appeal"),
    ("ASSAULT", None, None, "shelled a post"),
    ("MOBILIZE", None, None, "called up its reserves"),
    ("SANCTION", None, "161", "broke off ties"),
    ("ACCUSE", None, None, "blamed it for {}"),
)
STATUSES = ("open", "open", "open", "open", "hedged", "unanswered", "declined")


def side(chance: random.Random) -> Side:
    return tuple(chance.sample(WHO, 2 if chance.random() < 0.2 else 1))


def told(chance: random.Random, day: dt.date) -> str:
    """A date as an article may tell it: of a day, a month or a year."""
    happened = (day - dt.timedelta(days=chance.choice((0, 0, 1, 5, 40)))).isoformat()
    return happened[: chance.choice((10, 10, 10, 10, 7, 4))]


def dispatch(chance: random.Random, number: int) -> Dispatch:
    day = dt.date(2020, 1, 1) + dt.timedelta(days=chance.randrange(0, 1500, 30))
    made = Dispatch(f"d{number}", day.isoformat())
    for line in range(chance.randint(1, 5)):
        wanted = chance.choice(WANTED)
        date = told(chance, day)
        if chance.random() < 0.3:
            status = chance.choice(STATUSES)
            asker, asked = QUIET if chance.random() < 0.3 else (side(chance), side(chance))
            made.ask(
                asker,
                asked,
                wanted,
                concerning=side(chance) if chance.random() < 0.3 else (),
                status=status,
                reply="an answer came" if status != "open" else "",
                date=date,
                mode=chance.choice((None, None, "meet", "assist")),
            )
            if chance.random() < 0.5:  # the same words tell another act, of another day or the same
                asked_by = made.events[-1]
                date = told(chance, day)
                made.events.append(
                    replace(asked_by, id=f"{asked_by.id}x", type="ACCUSE", mode=None, date=date)
                )
        else:
            type_, mode, cameo, words = chance.choice(ACTS)
            words = f"line {line}: {words.format(wanted)}"
            made.act(type_, side(chance), side(chance), words, date=date, mode=mode, cameo=cameo)
    return made


@pytest.fixture(scope="module", params=[1, 2])
def record(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made record in which sides, dates and matters cross in every way; some words are judged."""
    chance = random.Random(request.param)
    path = tmp_path_factory.mktemp("plain") / "made.db"
    with Record.open(path) as held:
        for number in range(170):
            reading = dispatch(chance, number).reading()
            if number % 25 == 3:
                reading = replace(reading, article=replace(reading.article, published=None))
            held.add(reading)
        asks = held.requests(limit=500).items
        tellings = [h.request for ask in chance.sample(asks, 9) for h in ask.history[-1:]]
        for telling, changes in zip(
            tellings,
            (None, None, {"about": "lift the ban", "status": "open"}, {"concerning": "CHL,BRA"}, {"concerning": ""}),
            strict=False,
        ):  # fmt: skip
            verdict: Verdict = "corrected" if changes else "struck"
            held.judge(telling, verdict, user="ann", changes=changes, kind="request")
        for telling in tellings[5:7]:
            changes = {"status": "accepted"}
            held.judge(telling, "corrected", user="ann", changes=changes, kind="request")
            held.undo(telling, user="ann", kind="request")
    return path


def outcomes(entry: Entry) -> list[tuple[object, ...]]:
    return [
        (r.status, r.kind, r.article if r.kind != "newer" else None, r.act, r.rule)
        for r in entry.replies
    ]


@pytest.mark.parametrize("as_of", [None, "2022-07-01", "2020-06-01"])
def test_the_ledger_is_what_a_plain_walk_gives(record: Path, as_of: str | None) -> None:
    with Record.open(record, create=False, readonly=True) as held:
        found = ledger(held, as_of=dt.date.fromisoformat(as_of) if as_of else None)
        edge = as_of or str(last_published(held))
        plain = plain_ledger(held, edge, undated=as_of is None)
    assert {e.id for e in found} == set(plain)
    for entry in found:
        want = plain[entry.id]
        assert outcomes(entry) == want.outcomes, entry
        assert (entry.status, entry.kinds, frozenset(entry.concerning)) == (
            want.status,
            want.kinds,
            want.concerning,
        )
        assert (entry.first_asked, entry.last_asked, len(entry.history)) == (
            want.first,
            want.last,
            want.tellings,
        )


def test_the_made_record_takes_every_way(record: Path) -> None:
    with Record.open(record, create=False, readonly=True) as held:
        kinds = {r.kind for e in ledger(held) for r in e.replies}
    assert kinds == {"words", "silence", "refusal", "deed", "contrary", "newer"}
