"""Marks may nest and overlap; the text always comes out whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detente.web.highlight import Mark, highlight, paragraphs

TEXT = st.text(st.sampled_from("ab \n\u00e9\u201c\U0001f600<&"), max_size=60)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXT)
    ends = st.integers(0, len(text) + 5)
    pairs = draw(st.lists(st.tuples(ends, ends, st.sampled_from(["act", "side"])), max_size=12))
    return text, [Mark(min(a, b), max(a, b), c, f"e{i}") for i, (a, b, c) in enumerate(pairs)]


@given(marked())
def test_segments_put_together_are_the_text(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    assert "".join(s.text for s in highlight(text, marks)) == text


@given(marked())
def test_each_character_carries_just_the_marks_over_it(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    for segment in highlight(text, marks):
        for at in range(segment.start, segment.end):
            assert set(segment.marks) == {m for m in marks if m.start <= at < m.end}


@given(marked())
def test_paragraphs_hold_every_character_but_the_line_ends(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    shown = "".join(s.text for line in paragraphs(text, marks) for s in line)
    assert shown == "".join(line for line in text.split("\n") if line.strip())
    for line in paragraphs(text, marks):
        for segment in line:
            assert segment.text == text[segment.start : segment.end]


def test_wider_marks_come_first() -> None:
    inner, outer = Mark(2, 4, "act", "e0"), Mark(0, 6, "statement", "s0")
    assert [s.marks for s in highlight("abcdef", [inner, outer])] == [
        (outer,),
        (outer, inner),
        (outer,),
    ]


def test_a_part_of_a_text_is_cut_by_the_places_of_the_whole() -> None:
    assert [s.text for s in highlight("met Rome", [Mark(5, 8, "act", "e0")], offset=5)] == [
        "met",
        " Rome",
    ]
