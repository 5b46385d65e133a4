"""Who says what: speakers, kinds, relays, odd marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.reading.attribution.cues import is_saying
from detente.reading.attribution.marks import quotations
from detente.reading.read import read_article
from detente.records import Article, Statement


def statements(text: str) -> tuple[Statement, ...]:
    return read_article(Article(id="x", text=text, published="2026-01-07")).statements


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        (
            "“We will not sign,” Kenyan Foreign Minister Amos Otieno said.",
            "direct",
            "We will not sign",
        ),
        (
            "Kenyan Foreign Minister Amos Otieno said the treaty was dead.",
            "indirect",
            "the treaty was dead",
        ),
        (
            "Kenyan Foreign Minister Amos Otieno said the treaty was “dead and buried”.",
            "mixed",
            "the treaty was “dead and buried",
        ),
    ],
)
def test_kinds(text: str, kind: str, said: str) -> None:
    (one,) = statements(text)
    assert (one.speaker, one.actor, one.type) == ("Amos Otieno", "KEN", kind)
    assert one.content[0].text == said
    assert text[one.content[0].start : one.content[0].end] == said


def test_a_private_voice_is_left_out() -> None:
    assert statements("“It is hot,” said Amos Otieno, a farmer in Kenya.") == ()


def test_one_who_relays_is_named() -> None:
    text = (
        "Kenyan President William Ruto said Peruvian Foreign Minister Ana Quispe had told him "
        "that the border would open soon."
    )
    found = {s.speaker: s.via for s in statements(text)}
    assert found.get("Ana Quispe") == ("William Ruto",)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('He said "no" twice.', ["no"]),
        ("He said “no, ‘never’ again”.", ["no, ‘never’ again"]),
        ("He said 'no' and didn't move.", ["no"]),
        ("The Koreas' talks didn't start.", []),
        ("He said “this goes on\nAnd another paragraph.", ["this goes on"]),
        ("„Nein“, sagte er.", ["Nein"]),
    ],
)
def test_marks(text: str, inside: list[str]) -> None:
    assert [text[s.start : s.end] for s in quotations(text)] == inside


@given(st.text(alphabet="ab '\"“”‘’«»„\n.", max_size=80))
def test_marks_never_leave_their_paragraph(text: str) -> None:
    last = 0
    for span in quotations(text):
        assert span.start >= last
        assert "\n" not in text[span.start : span.end]
        last = span.end


def test_wishes_are_not_words() -> None:
    assert is_saying(("say", "it", "hope"))
    assert not is_saying(("hope",))
