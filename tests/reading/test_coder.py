"""The trained coder: what it finds, where its offsets point, and how sure it says to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.actors import load_actors
from detente.codebook import load_codebook
from detente.errors import PipelineError
from detente.language.pipeline import load_pipeline
from detente.reading.coder.find import trained_events
from detente.reading.coder.model import CLAIMS, TYPES, Coder, load_coder
from detente.reading.coder.weigh import Candidate, load_weights, probability
from detente.reading.coder.words import worded_acts
from detente.reading.lexicon import load_lexicon
from detente.reading.mentions import find_mentions
from detente.reading.read import read_article
from detente.reading.roles import Scene
from detente.records import Article, Event, Evidence, Span


def article(text: str) -> Article:
    return Article(id="a", text=text, published="2024-05-03")


def acts(text: str) -> set[tuple[str, str, str]]:
    """Return every act that the model reads in a text, likely or not."""
    document = load_pipeline().parse(text)
    mentions = find_mentions(document, load_actors(), published="2024-05-03", home=None)
    read = trained_events(
        article(text),
        Scene(document, mentions),
        load_coder().triggers(document),
        lexicon=load_lexicon(),
        codebook=load_codebook(),
        dates=(),
    )
    return {("+".join(r.event.source), r.event.type, "+".join(r.event.target)) for r in read}


def test_an_act_whose_other_side_stands_in_the_sentence_before() -> None:
    text = "Kenya asked Tanzania on Friday to reopen the border post. Tanzania refused."
    assert ("TZA", "REJECT", "KEN") in acts(text)


def test_sides_that_are_one_word() -> None:
    text = "Ghana and Togo traded blame over the pylon. The two countries resumed talks in May."
    assert any(type_ == "CONSULT" and {a, b} == {"GHA", "TGO"} for a, type_, b in acts(text))


def test_words_that_no_rule_lists() -> None:
    text = (
        "Chile bundled three Bolivian diplomats onto a plane on Sunday. Bolivia had lambasted Chile"
        " over the closed road to the sea."
    )
    told = load_coder().triggers(load_pipeline().parse(text))
    assert {"SANCTION", "ACCUSE"} <= {t.kind for t in told}


def test_one_event_says_what_found_it_and_how_sure() -> None:
    events = read_article(article("Peru expelled the Chilean ambassador on Monday.")).events
    assert events
    assert all(0 < e.confidence < 1 and e.by for e in events)


@pytest.mark.parametrize("text", ["", " \n ", "Rain.", "word " * 900, "Peru met Chile. " * 120])
def test_any_length(text: str) -> None:
    document = load_pipeline().parse(text)
    told = load_coder().triggers(document)
    assert all(0 <= t.token < len(document.tokens) for t in told)
    assert all(t.kind in (*TYPES, *CLAIMS) for t in told)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Peru",
                "Chile",
                "met",
                "accused",
                "the",
                "of",
                ".",
                ",",
                "talks",
                "\n\n",
                "“",
                "”",
                "2017",
                "it",
            ]
        ),
        max_size=60,
    )
)
def test_spans_of_words_lie_in_the_text(words: list[str]) -> None:
    text = " ".join(words)
    document = load_pipeline().parse(text)
    for act in worded_acts(document, load_coder().triggers(document), likely=0.0):
        for span in (act.trigger, *act.source, *act.target):
            assert 0 <= span.start < span.end <= len(text)


def test_the_same_text_gives_the_same_probabilities() -> None:
    document = load_pipeline().parse("Ghana recalled its envoy from Togo. Togo regretted the step.")
    assert load_coder().triggers(document) == load_coder().triggers(document)


def test_the_types_of_a_marked_sentence_sum_to_one() -> None:
    text = "Peru accused Chile of moving the border stones."
    chances = load_coder().type_of(text, Span(0, 4), Span(13, 18))
    assert max(chances, key=lambda k: chances[k]) == "ACCUSE"
    assert sum(chances.values()) == pytest.approx(1, abs=1e-4)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="no act model here"):
        Coder(tmp_path)


def test_agreement_of_rule_and_model_makes_surer() -> None:
    event = Event(
        id="e", source=("PER",), type="ACCUSE", target=("CHL",), evidence=Evidence(0, 4, "Peru")
    )
    weights = load_weights()["rule"]
    alone = Candidate(event, "rule", {"strict": 1.0, "model is silent": 1.0})
    agreed = Candidate(event, "rule", {"strict": 1.0, "model agrees": 1.0})
    assert probability(agreed, weights) > probability(alone, weights)
