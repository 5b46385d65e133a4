"""Words that look like others: Latin letters mixed with look-alikes of another script.

"Chіna" with a Cyrillic i is not China, and is read as nobody. A reader of the page cannot see that, so
it is told. The letters are data (``lookalikes.yaml``, with examples and counterexamples).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from detente.actors import load_actors
from detente.errors import CodebookError

_WORD = re.compile(r"[^\W\d_]{2,}")
#: A letter beyond ASCII.
_STRANGE = re.compile(r"[^\x00-\x7f\W\d_]")
_MOST_TOLD = 3
_MOST_WORDS = 5_000
_LONGEST_WORD = 60
#: Blocks of letters for which Unicode says which Latin letter they stand for.
_STYLED = {"FULLWIDTH LATIN ": "full-width", "MATHEMATICAL ": "mathematical"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OddWord:
    """A word that looks like another.

    Attributes:
        word: As it stands.
        latin: What it looks like.
        scripts: Whose letters are in it, Latin first: ``Latin``, ``Cyrillic`` ...
    """

    word: str
    latin: str
    scripts: tuple[str, ...]


def odd_words(text: str) -> tuple[OddWord, ...]:
    """Return the words that mix Latin letters with look-alikes of another script, each once.

    A word wholly of look-alikes counts only when what it looks like is the name of an actor: words of
    other languages are honest. Order is that of the text; after 5,000 different words with letters beyond
    ASCII the rest is not looked at.

    >>> [(w.latin, w.scripts) for w in odd_words("Ch\u0456na met Peru.")]
    [('China', ('Latin', 'Cyrillic'))]
    >>> odd_words("Moscow (\u041c\u043e\u0441\u043a\u0432\u0430)")
    ()
    """
    if _STRANGE.search(text) is None:
        return ()
    seen: set[str] = set()
    found: list[OddWord] = []
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isascii() or word in seen:
            continue
        if len(seen) == _MOST_WORDS:  # no honest English text has so many
            break
        seen.add(word)
        odd = _odd(word)
        if odd is not None:
            found.append(odd)
    return tuple(found)


def letters_note(text: str) -> str:
    """Say in words which words of a text look like others; empty when none does.

    >>> letters_note("Ch\u0456na met Peru.")
    "'Ch\u0456na' mixes Latin with Cyrillic letters; it is read as written and is no known name"
    """
    odd = odd_words(text)
    if not odd:
        return ""
    told = ", ".join(f"{o.word[:_LONGEST_WORD]!r} {_mixture(o.scripts)}" for o in odd[:_MOST_TOLD])
    if len(odd) > _MOST_TOLD:
        told += f", and {len(odd) - _MOST_TOLD} more words like these"
    if len(odd) == 1:
        return f"{told}; it is read as written and is no known name"
    return f"{told}; they are read as written and are no known names"


def _mixture(scripts: tuple[str, ...]) -> str:
    others = " and ".join(s for s in scripts if s != "Latin")
    if "Latin" in scripts:
        return f"mixes Latin with {others} letters"
    return f"is written in {others} letters"


def _latin_first(script: str) -> bool:
    return script != "Latin"


def _odd(word: str) -> OddWord | None:
    latin, scripts, strange = [], dict[str, None](), False
    for letter in word:
        script, plain = _letter(letter)
        latin.append(plain)
        strange = strange or not plain
        if plain:
            scripts[script] = None
    if set(scripts) <= {"Latin"}:
        return None
    looks = "".join(plain or letter for plain, letter in zip(latin, word, strict=True))
    if "Latin" not in scripts and (strange or not load_actors().resolve(looks)):
        return None
    if load_actors().resolve(word):
        return None
    return OddWord(word=word, latin=looks, scripts=tuple(sorted(scripts, key=_latin_first)))


@lru_cache(maxsize=4_096)
def _letter(letter: str) -> tuple[str, str]:
    """Return the script of a letter, and the Latin letter that it is or looks like; empty for none."""
    if letter.isascii():
        return "Latin", letter
    found = _table().get(letter)
    if found is not None:
        return found
    name = unicodedata.name(letter, "")
    for beginning, style in _STYLED.items():
        plain = unicodedata.normalize("NFKC", letter)
        if name.startswith(beginning) and plain.isascii() and plain.isalpha():
            return style, plain
    return ("Latin", letter) if name.startswith("LATIN ") else ("", "")


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, str]]:
    """Return the script and the Latin look-alike of each listed letter.

    Raises:
        CodebookError: When a letter is listed twice, or is none of its script.
    """
    table: dict[str, tuple[str, str]] = {}
    for script, letter, latin in _listed():
        if letter in table or not unicodedata.name(letter, "").startswith(script.upper()):
            raise CodebookError(
                f"lookalikes.yaml: {letter!r} stands there twice, or is no {script} letter"
            )
        table[letter] = (script, latin)
    return table


def _listed() -> Iterator[tuple[str, str, str]]:
    for script, letters in load_lookalikes()["scripts"].items():
        for letter, latin in letters.items():
            yield str(script), str(letter), str(latin)


@lru_cache(maxsize=1)
def load_lookalikes() -> dict[str, Any]:
    """Return the letters, examples and counterexamples of ``lookalikes.yaml``, as they stand there."""
    text = resources.files("detente.sources").joinpath("lookalikes.yaml").read_text("utf-8")
    held: dict[str, Any] = yaml.safe_load(text)
    return held
