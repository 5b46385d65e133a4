"""Look-ups by character offset agree with a walk through the whole document."""

from detente.language.pipeline import load_pipeline

TEXT = "Kenya's envoy left.\n\nPeru, he said, would wait; “not yet”.  Then he sat down."


def test_lookups_agree_with_a_walk() -> None:
    document = load_pipeline().parse(TEXT)
    for start in range(len(TEXT)):
        home = [s for s in document.sentences if s.start <= start < s.end]
        assert document.sentence_at(start) == (home[0] if home else None)
        for end in range(start + 1, len(TEXT) + 1, 3):
            walked = tuple(t for t in document.tokens if start <= t.start < end)
            assert document.within(start, end) == walked
            walked = tuple(t for t in document.tokens if t.start < end and start < t.end)
            assert document.touched(start, end) == walked
