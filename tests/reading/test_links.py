"""Which act answers which, told on acts given by hand."""

from __future__ import annotations

from functools import lru_cache

import pytest

from detente.language.document import Document
from detente.language.pipeline import load_pipeline
from detente.reading.links import find_links
from detente.records import Event, Evidence, Span


@lru_cache(maxsize=32)
def parse(text: str) -> Document:
    return load_pipeline().parse(text)


def act(text: str, what: str, words: str, trigger: str, date: str | None = None) -> Event:
    source, kind, target = what.split()
    start = text.index(words)
    at = start + words.index(trigger)
    return Event(
        id=words,
        source=tuple(source.split("+")),
        type=kind,
        target=tuple(target.split("+")),
        trigger=Span(at, at + len(trigger)),
        date=date,
        evidence=Evidence(start, start + len(words), words),
    )


def links(text: str, *events: Event) -> list[tuple[str, str, str]]:
    return [(k.source, k.kind, k.target) for k in find_links(parse(text), events, (), (), ())]


def test_a_deed_that_turns_back_on_its_doer_is_retaliation() -> None:
    text = "Norway expelled two Turkish envoys in May. Turkey retaliated by closing its consulate."
    first = act(text, "NOR SANCTION TUR", "Norway expelled two Turkish envoys", "expelled")
    second = act(text, "TUR SANCTION NOR", "Turkey retaliated by closing its consulate", "closing")
    assert links(text, first, second) == [("events/1", "retaliation", "events/0")]


def test_a_judgement_answers_the_act_inside_it() -> None:
    text = "Sweden condemned the raid by Norway on Turkish ships."
    judged = act(text, "SWE ACCUSE NOR", text[:-1], "condemned")
    deed = act(text, "NOR ASSAULT TUR", "the raid by Norway on Turkish ships", "raid")
    assert links(text, judged, deed) == [("events/0", "response", "events/1")]


def test_praise_answers_an_agreement() -> None:
    text = "Norway and Turkey signed a fishing accord. Sweden welcomed the accord."
    signed = act(text, "NOR AGREE TUR", "Norway and Turkey signed a fishing accord", "signed")
    praised = act(text, "SWE SUPPORT NOR+TUR", "Sweden welcomed the accord", "welcomed")
    assert links(text, signed, praised) == [("events/1", "response", "events/0")]


def test_a_ground_told_with_the_deed_is_its_cause() -> None:
    text = "Norway recalled its envoy from Turkey, accusing it of spying."
    deed = act(text, "NOR SANCTION TUR", "Norway recalled its envoy from Turkey", "recalled")
    ground = act(text, "NOR ACCUSE TUR", "accusing it of spying", "accusing")
    assert links(text, deed, ground) == [("events/0", "cause", "events/1")]


@pytest.mark.parametrize("kind", ["ACCUSE", "ASSAULT"])
def test_acts_told_at_once_do_not_answer_each_other(kind: str) -> None:
    text = "Each of the two, Norway and Turkey, blamed the other for the clash."
    one = act(text, f"NOR {kind} TUR", text[:-1], "blamed")
    other = act(text, f"TUR {kind} NOR", text[:-1], "blamed")
    assert links(text, one, other) == []


def test_an_act_does_not_answer_a_later_one() -> None:
    text = "Norway expelled two Turkish envoys. Turkey had closed its consulate."
    later = act(
        text, "NOR SANCTION TUR", "Norway expelled two Turkish envoys", "expelled", "2024-05"
    )
    earlier = act(text, "TUR SANCTION NOR", "Turkey had closed its consulate", "closed", "2023-01")
    assert ("events/1", "retaliation", "events/0") not in links(text, later, earlier)
