"""Names whose meaning the rest of the text decides: "Brussels", "the North", groups on no list."""

from __future__ import annotations

import re
from dataclasses import replace

from detente.actors import Entry
from detente.language.document import Document
from detente.reading.mentions.descriptions import load_descriptions
from detente.reading.mentions.names import Hit

_KOREAS = {"North": "PRK", "South": "KOR"}
_POSSESSIVE = {"'s", "’s", "'", "’"}


def in_context(doc: Document, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Return the known names as this text means them, with those that only it makes known."""
    hits = tuple(h for h in hits if not _names_another_thing(doc, h))
    union = is_about_the_union(hits)
    out = [_brussels(h, union) for h in hits]
    taken = {t for h in hits for t in range(h.first, h.last)}
    if {h.entry.id for h in hits} & set(_KOREAS.values()):
        out += _koreas(doc, taken)
    out += _groups(doc, hits)
    seen: set[int] = set()
    kept = []
    for hit in sorted(out, key=lambda h: (h.first - h.last, h.first)):
        if not seen & set(range(hit.first, hit.last)):
            seen |= set(range(hit.first, hit.last))
            kept.append(hit)
    return tuple(sorted(kept, key=lambda h: h.first))


def is_about_the_union(hits: tuple[Hit, ...]) -> bool:
    """Tell whether "Brussels" is the European Union here: it is, unless Belgium is named more."""
    plain = [h.entry.id for h in hits if not _two_sided(h)]
    return plain.count("EU") >= plain.count("BEL")


def _two_sided(hit: Hit) -> bool:
    return {hit.entry.id, *hit.alternatives} >= {"EU", "BEL"}


def _brussels(hit: Hit, union: bool) -> Hit:
    if not _two_sided(hit):
        return hit
    meant, other = ("EU", "BEL") if union else ("BEL", "EU")
    return Hit(hit.first, hit.last, replace(hit.entry, id=meant, kind="capital"), (other,))


def _names_another_thing(doc: Document, hit: Hit) -> bool:
    if hit.entry.kind not in ("capital", "city") or hit.last >= len(doc.tokens):
        return False
    return doc.tokens[hit.last].text in load_descriptions().named_after


def _koreas(doc: Document, taken: set[int]) -> list[Hit]:
    """Return "the North" and "the South" in a text about Korea, "the South China Sea" apart."""
    out = []
    for token in doc.tokens[1:-1]:
        state = _KOREAS.get(token.text)
        before, after = doc.tokens[token.i - 1].text.lower(), doc.tokens[token.i + 1]
        named = before in ("the", "between", "and") and not after.text[:1].isupper()
        if state and named and token.i not in taken and after.text != "-":
            out.append(Hit(token.i, token.i + 1, Entry(id=state, kind="state", name=token.text)))
    return out


def _groups(doc: Document, hits: tuple[Hit, ...]) -> list[Hit]:
    """Return the names of armed and political groups that no list knows."""
    words = load_descriptions()
    whole = {t: h for h in hits if h.entry.kind in ("group", "organization", "metonym") for t in range(h.first, h.last)}  # fmt: skip
    out = []
    for token in doc.tokens:
        if token.text not in words.group_last or token.i in whole:
            continue
        first = token.i
        low = doc.sentence_of(token.i).first
        while first > low and _in_name(doc, first - 1) and first - 1 not in whole:
            first -= 1
        text = doc.text[doc.tokens[first].start : token.end]
        name = " ".join(text.replace("’", "'").split())
        if words.is_group(name):
            id_ = re.sub(r"\W+", "_", name.replace("'", "")).upper()
            out.append(Hit(first, token.i + 1, Entry(id=id_, kind="group", name=name)))
    return out


def _in_name(doc: Document, i: int) -> bool:
    word = doc.tokens[i].text
    return (word[:1].isupper() and word != "The") or word in _POSSESSIVE
