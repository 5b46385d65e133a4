"""Characters that nobody sees change nothing but the offsets."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.language.document import Document
from detente.language.invisible import Visible, invisible
from detente.language.pipeline import load_pipeline
from detente.records import Reading

SEEN = "Kenya asked Peru to open its ports.\n\nJapan’s envoy said on Friday: “We met Chile.”"
HIDDEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202e\u2060\u2066\u2069\ufeff\u00ad"


def without(text: str) -> str:
    return "".join(c for c in text if not invisible(c))


@st.composite
def sprinkled(draw: st.DrawFn) -> str:
    """The sentences with unseen characters anywhere between theirs."""
    gaps = draw(
        st.dictionaries(
            st.integers(0, len(SEEN)), st.text(alphabet=HIDDEN, min_size=1, max_size=3), max_size=12
        )
    )
    return "".join(gaps.get(i, "") + c for i, c in enumerate(SEEN)) + gaps.get(len(SEEN), "")


def check_offsets(text: str, document: Document) -> None:
    assert document.text == text
    for token in document.tokens:
        printed = text[token.start : token.end]
        assert without(printed) == token.text
        assert without(printed[0] + printed[-1]) == printed[0] + printed[-1]
    for sentence in document.sentences:
        words = document.words(sentence)
        assert (sentence.start, sentence.end) == (words[0].start, words[-1].end)


def shape(document: Document) -> list[object]:
    return [dataclasses.replace(t, start=0, end=0) for t in document.tokens] + [*document.names]


@settings(max_examples=40, deadline=None)
@given(sprinkled())
def test_every_token_points_into_the_text_as_printed(text: str) -> None:
    pipeline = load_pipeline()
    document = pipeline.parse(text)
    check_offsets(text, document)
    assert shape(document) == shape(pipeline.parse(SEEN))
    assert list(pipeline.parse_many([text, SEEN])) == [document, pipeline.parse(SEEN)]


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=st.sampled_from("Peru met Oslo.,\n“”’" + HIDDEN), max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    check_offsets(text, load_pipeline().parse(text))


def told(reading: Reading) -> list[tuple[object, ...]]:
    return [(e.source, e.type, e.target, e.date, e.modality) for e in reading.events] + [
        (s.speaker, s.actor, s.type) for s in reading.statements
    ] + [(r.source, r.target, r.about, r.status) for r in reading.requests]  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(sprinkled())
def test_a_reading_is_that_of_the_text_as_seen(text: str) -> None:
    reading = detente.read(text, published="2026-01-07", id="a")
    assert told(reading) == told(detente.read(SEEN, published="2026-01-07", id="a"))
    proofs = [e.evidence for e in reading.events] + [r.evidence for r in reading.requests]
    for proof in proofs:
        assert text[proof.start : proof.end] == proof.text
    for statement in reading.statements:
        for piece in statement.content:
            assert text[piece.start : piece.end] == piece.text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("\u202eKenya\u200b asked\u200f Peru to open its ports.", ["Kenya", "Peru"]),
        ("Ke\u200bnya asked Pe\u00adru to open its ports.", ["Ke\u200bnya", "Pe\u00adru"]),
        ("Ja\u00adpan asked Peru to open its ports.\u200b", ["Ja\u00adpan", "Peru"]),
    ],
)
def test_the_sides_stand_where_they_are_printed(text: str, names: list[str]) -> None:
    (event,) = detente.read(text).events
    assert [text[s.start : s.end] for s in (*event.source_spans, *event.target_spans)] == names


def test_the_title_counts_its_own() -> None:
    title = "Ke\u200bnya asks Peru to open its ports"
    reading = detente.read("Nothing else was said of it in the town.", title=title)
    (event,) = reading.events
    assert event.evidence.where == "title"
    assert title[event.source_spans[0].start : event.source_spans[0].end] == "Ke\u200bnya"
    assert reading.article.title == title


def test_an_empty_range_has_a_place() -> None:
    text = Visible("\u200ba\u200b")
    assert (text.place(0, 0), text.place(1, 1), text.place(0, 1)) == ((1, 1), (3, 3), (1, 2))
