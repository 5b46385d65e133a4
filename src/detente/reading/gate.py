"""Which articles are worth reading in full: a cheap look at each sentence before anything is parsed.

Most news tells no act between states and quotes nobody who acts for one. A linear model over the words
of a sentence says how likely it is to hold an act, a claim or a political voice; names are masked, so
that it judges what is told and not of whom. An article none of whose sentences is likely enough is not
parsed. The model is made by ``training/gate/train.py``; see the card beside its weights.

Method: logistic regression on hashed word features (Weinberger et al. 2009, "Feature hashing for large
scale multitask learning").
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from detente.actors import ActorIndex, load_actors

#: How many features the hashes are folded to.
BUCKETS = 1 << 15
#: Texts of fewer words are always read: there is little to save, and little to go by.
_SHORT = 60
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[A-Z0-9À-Ý])|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’.&-][^\W\d_]+)*|\d+|[\"“”«»]")
_KNOWN, _NAME, _NUMBER, _QUOTE = "§a", "§n", "§0", "§q"
_KINDS = {"state", "capital", "adjective", "demonym", "organization", "group", "metonym", "person"}
_MOST_WORDS = 4
#: Letters of a word that stand for its family.
_STEM = 5


@dataclass(frozen=True, slots=True)
class Gate:
    """The model: a weight for each feature, and the chance below which an article is passed over.

    Attributes:
        weights: One for each of :data:`BUCKETS`.
        bias: Added to their sum.
        least: An article is read when one of its sentences is at least this likely, 0 to 1.
    """

    weights: npt.NDArray[np.float32]
    bias: float
    least: float

    def chance(self, sentence: str, known: frozenset[str]) -> float:
        """Return how likely a sentence is to hold something to read, 0 to 1."""
        at = list(features(sentence, known))
        logit = float(self.weights[at].sum()) / len(at) ** 0.5 + self.bias
        return float(1 / (1 + np.exp(-logit)))


def worth_reading(title: str, text: str) -> bool:
    """Tell whether an article may hold an act, a claim on a relation or a political voice.

    Args:
        title: Its headline, empty when there is none.
        text: Its text.
    """
    if len(text.split()) < _SHORT or text.isupper():
        return True
    gate, known = load_gate(), known_names(load_actors())
    return any(gate.chance(sentence, known) >= gate.least for sentence in (title, *sentences(text)))


def sentences(text: str) -> list[str]:
    """Cut a text into sentences by its stops alone."""
    return [s for s in _SENTENCE.split(text) if s.strip()]


def features(sentence: str, known: frozenset[str]) -> Iterator[int]:
    """Yield the features of a sentence, hashed, each once: its masked words, their stems and pairs."""
    words = masked(sentence, known)
    pairs = [f"{a} {b}" for a, b in itertools.pairwise(words)]
    stems = [f"{w[:_STEM]}*" for w in words if len(w) > _STEM]
    actors = sum(w == _KNOWN for w in words)
    told = {*words, *pairs, *stems, f"§actors {min(actors, 2)}"}
    yield from sorted({zlib.crc32(t.encode()) % BUCKETS for t in told})


def masked(sentence: str, known: frozenset[str]) -> list[str]:
    """Return the words of a sentence in small letters, names and numbers masked.

    >>> masked("Kenya beat Dr Otieno 3 times.", frozenset({"Kenya"}))
    ['§a', 'beat', '§n', '§0', 'times']
    """
    words = _WORD.findall(sentence)
    out: list[str] = []
    i = 0
    while i < len(words):
        word = words[i]
        if word.isdecimal():
            out.append(_NUMBER)
        elif not word[0].isalpha():
            out.append(_QUOTE)
        elif word[0].isupper():
            length = _known_at(words, i, known)
            if length:
                out.append(_KNOWN)
                i += length
                continue
            if not out or out[-1] == _QUOTE:
                out.append(word.lower())
            elif out[-1] != _NAME:
                out.append(_NAME)
        else:
            out.append(word)
        i += 1
    return out


def _known_at(words: list[str], i: int, known: frozenset[str]) -> int:
    """Return how many words from ``i`` on are a known name; 0 for none."""
    for length in range(min(_MOST_WORDS, len(words) - i), 0, -1):
        if " ".join(words[i : i + length]).replace("’s", "").removesuffix("'s") in known:
            return length
    return 0


@lru_cache(maxsize=2)
def known_names(actors: ActorIndex) -> frozenset[str]:
    """Return the names that stand for somebody in politics."""
    return frozenset(
        name for name, entries in actors.names.items() if any(e.kind in _KINDS for e in entries)
    )


@lru_cache(maxsize=1)
def load_gate() -> Gate:
    """Load the model that ships with the package."""
    path = resources.files("detente.reading") / "models" / "gate" / "gate.npz"
    with path.open("rb") as stream, np.load(stream) as held:
        return Gate(
            weights=held["weights"].astype(np.float32),
            bias=float(held["bias"]),
            least=float(held["least"]),
        )
