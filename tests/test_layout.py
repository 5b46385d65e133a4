"""The package can be imported, and the pinned weights are the official ones."""

from __future__ import annotations

from detente.language.pipeline import load_pipeline, verify, weights_folder


def test_weights_are_the_pinned_ones() -> None:
    assert verify(weights_folder()) == []


def test_offsets_point_into_the_text() -> None:
    text = "Oslo urged Ankara to wait.\n\nA second paragraph\u00a0follows \u201chere\u201d."
    document = load_pipeline().parse(text)
    assert [text[t.start : t.end] for t in document.tokens] == [t.text for t in document.tokens]
    assert len(document.sentences) == 2
