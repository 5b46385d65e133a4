"""Who speaks: from the words of the source to the article's mentions."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detente.language.document import Document
from detente.reading import syntax
from detente.reading.attribution.sources import QUOTING
from detente.reading.attribution.tagger import Attribution
from detente.reading.mentions import Mention, Mentions
from detente.records import Span

#: Papers that speak for who issued them: "the statement added".
PAPERS = {
    "statement", "letter", "communique", "communiqué", "message", "note", "text", "post", "tweet",
    "release", "declaration", "memorandum", "readout", "communiqués", "report", "paper", "document",
}  # fmt: skip
_PERSONS = {"he", "she"}
_NEAR = 2


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution with its speaker resolved.

    Attributes:
        found: The attribution.
        mention: Who speaks, or ``None`` for one nobody knows.
        speaker: Name, or the words of the source.
        pieces: What is said, trimmed.
    """

    found: Attribution
    mention: Mention | None
    speaker: str
    pieces: tuple[Span, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        """Those spoken for, none for a private voice."""
        return self.mention.actors if self.mention and self.mention.political else ()


def spoken_by(
    doc: Document, mentions: Mentions, found: Attribution, pieces: tuple[Span, ...]
) -> tuple[Said, ...]:
    """Return an attribution once for each of its speakers ("Kenya and Peru said").

    Speakers who act for the same actor are one: "the president and his minister said".
    """
    name = " ".join(" ".join(doc.text[s.start : s.end] for s in found.source).split())
    out: list[Said] = []
    for mention in _each(_speakers(doc, mentions, found.source)):
        if not out or (mention.actors and all(mention.actors != o.actors for o in out)):
            out.append(Said(found, mention, mention.name, pieces))
    return tuple(out) or (Said(found, None, name, pieces),)


def _each(mentions: list[Mention]) -> list[Mention]:
    """Return a mention of several once for each of them: "the two leaders said"."""
    return [
        replace(m, actors=(actor,)) if actor else m
        for m in mentions
        for actor in (m.actors if len(m.actors) > 1 else ("",))
    ]


def _speakers(doc: Document, mentions: Mentions, source: tuple[Span, ...]) -> list[Mention]:
    """Return the mentions at the head of a source, else the first person inside it."""
    for span in source:
        inside = doc.within(span.start, span.end)
        if not inside:
            continue
        first, last = inside[0].i, inside[-1].i
        heads = [t.i for t in inside if not first <= t.head <= last or t.head == t.i]
        for head in heads:
            together = syntax.coordinated(doc, syntax.antecedent(doc, head))
            named = [m for t in together if (m := mentions.headed(t)) is not None]
            named = named or _issuers(doc, mentions, head)
            if named:
                return named
        held = [m for m in mentions.all if m.kind == "person" and first <= m.head <= last]
        if held:
            return held[:1]
    return []


def _issuers(doc: Document, mentions: Mentions, paper: int) -> list[Mention]:
    """Return who issued a paper: "a White House readout", "a statement by Kenya and Peru"."""
    if doc.tokens[paper].lemma.lower() not in PAPERS:
        return []
    heads = [k.i for k in doc.kids(paper, "poss", "compound", "nmod", "amod")]
    for prep in doc.kids(paper, "prep"):
        if prep.lemma in ("by", "from", "of"):
            heads += [k.i for k in doc.kids(prep.i, "pobj")]
    above = doc.head(paper)
    if doc.tokens[paper].dep == "dobj" and syntax.is_verb(above):
        heads += syntax.subjects(doc, above.i)
    together = [t for head in heads for t in syntax.coordinated(doc, head)]
    named = [m for t in dict.fromkeys(together) if (m := mentions.headed(t)) is not None]
    if named or doc.tokens[doc.subtree(paper)[0]].text.lower() != "the":
        return named
    low = doc.sentences[max(0, doc.tokens[paper].sent - _NEAR)].first
    for earlier in reversed(doc.tokens[low:paper]):  # "issued a statement. The statement said"
        if earlier.lemma == doc.tokens[paper].lemma:
            return _issuers(doc, mentions, earlier.i)
    return []


def carried_on(doc: Document, said: list[Said]) -> list[Said]:
    """Give "the statement" and "it" the speaker of what was said just before."""
    out: list[Said] = []
    for one in said:
        before = _before(doc, one, out)
        if before is not None and before.mention is not None and _points_back(doc, one, before):
            one = replace(one, mention=before.mention, speaker=before.speaker)
        out.append(one)
    return out


def _before(doc: Document, one: Said, told: list[Said]) -> Said | None:
    """Return what was said last by a known actor, in the two sentences before."""
    at = doc.sentence_at(one.found.cue[0].start)
    for other in reversed(told):
        home = doc.sentence_at(other.found.cue[0].start)
        if at is None or home is None or not 0 < at.i - home.i <= _NEAR:
            continue
        if other.actors:
            return other
    return None


def _points_back(doc: Document, one: Said, before: Said) -> bool:
    words = [t for s in one.found.source for t in doc.within(s.start, s.end)]
    if not words:
        return False
    first, last = words[0].i, words[-1].i
    heads = {t.lemma.lower() for t in words if not first <= t.head <= last or t.head == t.i}
    if heads & PAPERS:
        return one.mention is None and words[0].text.lower() == "the"
    if len(words) > 1:
        return False
    word = words[0].text.lower()
    if word in _PERSONS:
        return (
            _quoted_next(doc, one, before)
            and before.mention is not None
            and (before.mention.kind in ("person", "pronoun", "office"))
        )
    person = before.mention is not None and before.mention.kind in ("person", "pronoun")
    return word == "it" and not person


def _quoted_next(doc: Document, one: Said, before: Said) -> bool:
    """Tell whether a quotation follows at once on what was said before: "... ," she said."""
    at, home = doc.sentence_at(one.pieces[0].start), doc.sentence_at(before.found.cue[-1].start)
    quoted = one.pieces[0].start and doc.text[one.pieces[0].start - 1] in "“\"'‘„«"
    return bool(quoted) and at is not None and home is not None and at.i - home.i <= 1


def relays(doc: Document, mentions: Mentions, one: Said, told: list[Said]) -> tuple[str, ...]:
    """Return those inside whose words an attribution stands, outermost first."""
    at = one.found.cue[0].start
    around = [
        other
        for other in told
        if other.speaker
        and other.speaker != one.speaker
        and any(p.start <= at < p.end for p in other.pieces)
        and not any(p.covers(c) for p in one.pieces for c in other.found.cue)
    ]
    around.sort(key=lambda o: -sum(p.end - p.start for p in o.pieces))
    names = [o.speaker for o in around]
    token = doc.token_at(at)
    if token is not None and token.dep == "pcomp" and doc.head(token.i).lemma == "as":
        quoting = doc.head(doc.head(token.i).i)
        if quoting.lemma in QUOTING and not syntax.is_passive(doc, quoting.i):
            for subject in doc.kids(quoting.i, "nsubj"):
                mention = mentions.headed(subject.i)
                names.append(mention.name if mention else subject.text)
    return tuple(dict.fromkeys(names))
