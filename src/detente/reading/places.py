"""Where an act took place, as the text names it: "in Shanghai", "at Camp David"."""

from __future__ import annotations

from detente.language.document import Document
from detente.reading import syntax

_IN = {"in", "at", "near", "outside", "aboard"}
_LABELS = {"GPE", "LOC", "FAC"}


def place_of(doc: Document, trigger: int, sides: tuple[int, ...]) -> str | None:
    """Return the place named in the clause of an act, or ``None``.

    Args:
        doc: The parsed text.
        trigger: The word that signals the act.
        sides: Heads of its source and target; where one of them stands after "in" it is a side of
            the act and not its place.
    """
    clause = syntax.clause_of(doc, trigger)
    above = [doc.tokens[trigger], doc.tokens[clause]]
    objects = [doc.tokens[o] for o in syntax.objects_raw(doc, clause)]
    for word in (*above, *objects):
        for prep in doc.kids(word.i, "prep"):
            if prep.lemma not in _IN:
                continue
            for noun in doc.kids(prep.i, "pobj"):
                name = next(
                    (n for n in doc.names if n.first <= noun.i < n.last and n.label in _LABELS),
                    None,
                )
                if name is None or noun.i in sides:
                    continue
                start, end = doc.tokens[name.first].start, doc.tokens[name.last - 1].end
                words = " ".join(doc.text[start:end].split())
                return words.removeprefix("the ").removesuffix("’s").removesuffix("'s")
    return None
