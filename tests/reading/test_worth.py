"""Where the tagger is asked: near words of saying of those who may act for somebody."""

import pytest

from detente.actors import load_actors
from detente.language.pipeline import load_pipeline
from detente.reading.attribution.tagger import load_tagger
from detente.reading.attribution.worth import worth_tagging
from detente.reading.mentions import find_mentions
from detente.records import Span


def _worth(text: str) -> list[str]:
    document = load_pipeline().parse(text)
    mentions = find_mentions(document, load_actors())
    return [text[s.start : s.end] for s in worth_tagging(document, mentions)]


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("Kenya said it would reopen the border with Uganda.", ["said"]),
        ("Bakers said the price of flour would rise before the spring.", []),
        ("Kenya beat Uganda. The trainer of the losers said the pitch was wet.", []),
        ("Kenya's foreign minister met his colleague. He said the talks were useful.", ["said"]),
        ("According to Kenya's government, the road is open.", ["According"]),
        ("The striker scored twice and left the pitch to applause.", []),
    ],
)
def test_only_words_of_saying_of_political_voices_are_worth_it(text: str, cues: list[str]) -> None:
    assert _worth(text) == cues


def test_windows_without_a_cue_that_matters_are_passed_over() -> None:
    text = "Kenya said that it would wait. " + "The rain fell on the quiet fields again. " * 60
    tagger = load_tagger()
    whole = tagger.tag(text)
    assert whole
    assert tagger.tag(text, (Span(6, 10),)) == whole
    assert tagger.tag(text, ()) == ()
    assert tagger.tag(text, (Span(len(text) - 9, len(text) - 2),)) == ()
