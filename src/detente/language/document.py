"""A parsed text, independent of the parser that made it.

A :class:`Document` is a flat tuple of :class:`Token` with sentence and name boundaries. Offsets are
code points into the text that was parsed. Dependency labels and tags are those of the English
pipeline (CLEAR-style labels such as ``nsubj``, ``dobj``, ``ccomp``; Penn Treebank tags; UPOS).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    Attributes:
        i: Index in the document.
        start: First character.
        end: One past the last character.
        text: As written.
        lemma: Lower-case lemma.
        pos: Universal part of speech.
        tag: Penn Treebank tag.
        dep: Dependency label to the head.
        head: Index of the head (its own index for a root).
        sent: Index of the sentence.
    """

    i: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    sent: int


@dataclass(frozen=True, slots=True)
class Name:
    """A named entity: tokens ``first`` to ``last`` (exclusive) with an OntoNotes label."""

    first: int
    last: int
    label: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens ``first`` to ``last`` (exclusive), characters ``start`` to ``end``."""

    i: int
    first: int
    last: int
    start: int
    end: int
    root: int


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed text.

    Attributes:
        text: The text as given; ``text[token.start:token.end] == token.text``, but for characters
            that nobody sees (see :mod:`detente.language.invisible`).
        tokens: All tokens, white space excluded.
        sentences: Sentence boundaries, in order, covering all tokens.
        names: Named entities, in order, not overlapping.
        children: For each token the indices of its direct dependents, in order.
    """

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    names: tuple[Name, ...] = ()
    children: tuple[tuple[int, ...], ...] = field(default=(), repr=False)

    def sentence_of(self, token: int) -> Sentence:
        """Return the sentence that holds a token."""
        return self.sentences[self.tokens[token].sent]

    def sentence_at(self, offset: int) -> Sentence | None:
        """Return the sentence that covers a character offset, or ``None``."""
        i = bisect_right(self.sentences, offset, key=lambda s: s.start) - 1
        return self.sentences[i] if i >= 0 and offset < self.sentences[i].end else None

    def words(self, sentence: Sentence) -> tuple[Token, ...]:
        """Return the tokens of a sentence."""
        return self.tokens[sentence.first : sentence.last]

    def within(self, start: int, end: int) -> tuple[Token, ...]:
        """Return the tokens that begin between two character offsets."""
        low = bisect_left(self.tokens, start, key=lambda t: t.start)
        high = bisect_left(self.tokens, end, low, key=lambda t: t.start)
        return self.tokens[low:high]

    def touched(self, start: int, end: int) -> tuple[Token, ...]:
        """Return the tokens that share a character with a range."""
        low = bisect_right(self.tokens, start, key=lambda t: t.end)
        high = bisect_left(self.tokens, end, low, key=lambda t: t.start)
        return self.tokens[low:high]

    def kids(self, token: int, *deps: str) -> list[Token]:
        """Return the direct dependents of a token, all or only those with the given labels."""
        return [
            self.tokens[c] for c in self.children[token] if not deps or self.tokens[c].dep in deps
        ]

    def head(self, token: int) -> Token:
        """Return the head of a token (itself for a root)."""
        return self.tokens[self.tokens[token].head]

    def ancestors(self, token: int) -> Iterator[Token]:
        """Yield head, head of head, and so on up to the root."""
        while self.tokens[token].head != token:
            token = self.tokens[token].head
            yield self.tokens[token]

    def subtree(self, token: int) -> list[int]:
        """Return the indices of a token and all that depends on it, in text order."""
        out, todo = [], [token]
        while todo:
            t = todo.pop()
            out.append(t)
            todo.extend(self.children[t])
        return sorted(out)

    def token_at(self, offset: int) -> Token | None:
        """Return the token that covers a character offset, or ``None``."""
        lo, hi = 0, len(self.tokens)
        while lo < hi:
            mid = (lo + hi) // 2
            if self.tokens[mid].end <= offset:
                lo = mid + 1
            else:
                hi = mid
        if lo < len(self.tokens) and self.tokens[lo].start <= offset:
            return self.tokens[lo]
        return None
