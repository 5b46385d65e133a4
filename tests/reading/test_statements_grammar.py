"""Attribution by grammar alone: every class of cues reads its examples, and who says what."""

from __future__ import annotations

from functools import lru_cache

import pytest

from detente.language.document import Document
from detente.language.pipeline import load_pipeline
from detente.reading.attribution.combine import attributions
from detente.reading.attribution.cues import CueClass, CueExample, load_cues
from detente.reading.attribution.grammar import by_grammar
from detente.reading.attribution.marks import quotations
from detente.reading.attribution.speech import beside_quotations, completed
from detente.reading.attribution.tagger import Attribution
from detente.reading.read import read_article
from detente.records import Article, Statement

EXAMPLES = [(c, e) for c in load_cues().classes for e in c.examples]
COUNTEREXAMPLES = [(c, t) for c in load_cues().classes for t in c.counterexamples]
_MARKS = " \t,.;:“”\"'‘’"


@lru_cache
def parsed(text: str) -> Document:
    return load_pipeline().parse(text)


def found(text: str) -> tuple[Attribution, ...]:
    doc, marks = parsed(text), quotations(text)
    known = by_grammar(doc)
    known += beside_quotations(doc, marks, known)
    return completed(doc, marks, known)


def said(text: str, one: Attribution) -> str:
    pieces = [text[p.start : p.end].strip(_MARKS).removeprefix("that ") for p in one.content]
    return " ... ".join(pieces)


@pytest.mark.parametrize(
    ("rule", "example"), EXAMPLES, ids=[f"{c.id}:{n}" for n, (c, _) in enumerate(EXAMPLES)]
)
def test_cue_reads_its_example(rule: CueClass, example: CueExample) -> None:
    text = example.text
    read = [
        (" ".join(text[s.start : s.end] for s in one.source), said(text, one))
        for one in found(text)
        if one.by.startswith(rule.id)
    ]
    assert (example.speaker, example.said) in read


@pytest.mark.parametrize(
    ("rule", "text"),
    COUNTEREXAMPLES,
    ids=[f"{c.id}:{n}" for n, (c, _) in enumerate(COUNTEREXAMPLES)],
)
def test_cue_leaves_its_counterexample(rule: CueClass, text: str) -> None:
    assert [one for one in found(text) if one.by.startswith(rule.id)] == []


def statements(text: str) -> tuple[Statement, ...]:
    return read_article(Article(id="x", text=text, published="2026-01-07")).statements


def told(text: str) -> list[tuple[str | None, str]]:
    return [(s.actor, " ... ".join(c.text for c in s.content)) for s in statements(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a quotation broken by its cue is one statement
        (
            "“The bridge is closed,” Kenyan President William Ruto said on Friday, “and closed "
            "it will stay.”",
            [("KEN", "The bridge is closed ... and closed it will stay")],
        ),
        # sentences quoted after it go on
        (
            "“The bridge is closed,” Kenyan President William Ruto said. “We ask for patience.”",
            [("KEN", "The bridge is closed ... We ask for patience")],
        ),
        # the day of saying is no content, nor is what the speaker did next
        (
            "Kenyan President William Ruto said on Friday he would visit Lima and left the hall.",
            [("KEN", "he would visit Lima")],
        ),
        # two who speak together
        (
            "Kenyan President William Ruto and Peruvian Foreign Minister Ana Quispe said that the "
            "talks had been useful.",
            [("KEN", "the talks had been useful"), ("PER", "the talks had been useful")],
        ),
        # a paper speaks for who issued it
        (
            "Kenya’s foreign ministry said the bridge was closed. “Nobody may cross it,” the "
            "statement added.",
            [("KEN", "the bridge was closed"), ("KEN", "Nobody may cross it")],
        ),
        # a demand is an act, not a statement; neither is a wish
        ("Kenya urged Peru to close the bridge. Kenya wants to cross the river.", []),
        # a thing announced or called home is a deed, a question refused is no answer
        (
            "Kenya recalled its envoy from Peru, a step without precedent. Peru announced the "
            "measures after a meeting. Peru refused to say whether the bridge was closed. Kenya "
            "did not explain why its troops had crossed the river.",
            [],
        ),
        # a thing voiced is a statement, and so is a judgement with a quoted word
        (
            "Kenya voiced regret over the closing of the bridge. Peru spoke of an unfriendly act.",
            [
                ("KEN", "regret over the closing of the bridge"),
                ("PER", "an unfriendly act"),
            ],
        ),
        ("Kenya denounced the “greed” of Peru.", [("KEN", "the “greed” of Peru")]),
        # the reporter goes on: in the present, with the time of saying, with a description
        (
            "Kenya said it would close the bridge, and the envoys will meet in Lima in April.",
            [("KEN", "it would close the bridge")],
        ),
        (
            "Kenya said on Friday that it would leave the bank, hours after the minister of Peru "
            "was received in Lima.",
            [("KEN", "it would leave the bank")],
        ),
        (
            "Kenya said it would break its ties with Peru, an old friend of the farmers.",
            [("KEN", "it would break its ties with Peru")],
        ),
        # the other half of what is said, behind the cue
        (
            "The bridge will be closed, Kenyan President William Ruto said, and the road will be "
            "guarded by soldiers.",
            [("KEN", "The bridge will be closed ... and the road will be guarded by soldiers")],
        ),
        # a number is no date of saying
        (
            "Kenya’s foreign ministry said the two sides agreed on a new road.",
            [("KEN", "the two sides agreed on a new road")],
        ),
        # what a heading names is not said
        (
            "Kenya: The talks will go on, said Kenyan President William Ruto.",
            [("KEN", "The talks will go on")],
        ),
        # "as X noted"
        (
            "As noted by Kenyan President William Ruto, the road opens a new page.",
            [("KEN", "the road opens a new page")],
        ),
        # a paper speaks for all who issued it, one entry for each
        (
            "Kenya and Peru issued a joint statement on Friday. The statement said the bridge "
            "would stay open.",
            [("KEN", "the bridge would stay open"), ("PER", "the bridge would stay open")],
        ),
        # a refusal does not swallow the judgement that goes with it
        (
            "Kenya has refused to sign the treaty, calling it harmful to the farmers.",
            [("KEN", "it harmful to the farmers")],
        ),
        # a clause of time before a deed is no speech
        (
            "On Friday, after a soldier lost a leg to a mine, Kenya recalled its envoy from Lima.",
            [],
        ),
        # people of a country do not speak for it
        ("Many Kenyans said they were tired of the rain.", []),
    ],
)
def test_what_is_said(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert told(text) == expected


def test_an_agency_relays() -> None:
    text = "“The bridge is closed,” Interfax quoted Kenyan President William Ruto as saying."
    (one,) = statements(text)
    assert (one.actor, one.via, one.type) == ("KEN", ("Interfax",), "direct")
    assert one.content[0].text == "The bridge is closed"


def test_spans_stand_where_they_say() -> None:
    text = "Kenyan President William Ruto told Peru that the bridge was “closed for good”."
    (one,) = statements(text)
    assert [text[c.start : c.end] for c in one.cue] == ["told"]
    assert one.speaker_span is not None
    assert "William Ruto" in text[one.speaker_span.start : one.speaker_span.end]
    assert one.to == ("PER",)
    assert one.type == "mixed"
    assert one.by == "en.cue.say"


def test_an_odd_mark_swallows_one_paragraph_at_most() -> None:
    text = (
        "“The bridge is closed, Kenyan President William Ruto said.\n\n"
        "It rained in Lima for three days and nobody crossed the river."
    )
    for one in statements(text):
        assert all(c.end <= text.index("\n") for c in one.content)


def test_nothing_tagged_nothing_lost() -> None:
    text = "Kenya said that the bridge was closed."
    doc = parsed(text)
    assert len(attributions(doc, (), quotations(text))) == 1
