"""Fact or hope: whether an act happened, is planned, is only spoken of as possible, or did not happen.

Grammar first (negation, auxiliaries, conditions), then the words that govern the act, from
``lexicon/en/modality.yaml``. What somebody says to have happened stays ``actual``; whose claim it
is stands in the event's speakers.
"""

from __future__ import annotations

from detente.language.document import Document
from detente.reading.modality_nouns import of_noun
from detente.reading.modality_verbs import of_verb
from detente.reading.modality_words import ModalWords, load_modal_words
from detente.reading.syntax import is_verb
from detente.records import Modality

__all__ = ["ModalWords", "load_modal_words", "modality_of"]


def modality_of(document: Document, token: int) -> Modality:
    """Return the modality of the act that a verb or noun signals.

    Args:
        document: The parsed text.
        token: The trigger.
    """
    word = document.tokens[token]
    if is_verb(word) and word.dep not in ("amod", "compound"):
        return of_verb(document, word)
    return of_noun(document, word)
