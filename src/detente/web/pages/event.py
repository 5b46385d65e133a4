"""An act: the claim, the words that prove it, why it was read so, and every telling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.codebook import EventType, load_codebook
from detente.errors import UnknownItem
from detente.record import Act, ActDetail, Judgement, Record, Telling
from detente.record.corrected import with_corrections
from detente.records import Event
from detente.web import words
from detente.web.answers import Shown, plain
from detente.web.editing import Judged, find, judged
from detente.web.highlight import Mark, Segment, highlight

#: Characters of context shown on either side of the evidence.
_AROUND = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One telling, with its evidence in context."""

    telling: Telling
    context: tuple[Segment, ...]
    judged: Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """A tie to another act, in words."""

    words: str
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """An act with all that hangs on it."""

    detail: ActDetail
    type: EventType
    told: tuple[Told, ...]
    ties: tuple[Tied, ...]
    pairs: tuple[tuple[str, str], ...]
    together: Judged | None

    @property
    def act(self) -> Act:
        """The act itself."""
        return self.detail.act

    @property
    def template(self) -> str:
        """File name of its template."""
        return "event.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        out: dict[str, Any] = plain(self.detail)
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class StruckPage:
    """An act that counts no more, with who struck it out and why."""

    event: Event
    sentence: str
    article: str
    title: str
    judged: Judged

    @property
    def template(self) -> str:
        """File name of its template."""
        return "struck.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        history = [s.judgement for s in self.judged.history]
        return {"struck": plain(self.event), "article": self.article, "judgements": plain(history)}


def context(record: Record, telling: Telling) -> tuple[Segment, ...]:
    """Return the evidence with the words around it, cut at the words that made it an act."""
    proof = telling.evidence
    text = record.article(telling.article.id).article.part(proof.where)
    start, end = _edges(text, proof.start, proof.end)
    marks = [Mark(proof.start, proof.end, "evidence", "e")]
    if telling.trigger:
        marks.append(Mark(telling.trigger.start, telling.trigger.end, "act", "e"))
    marks += [Mark(s.start, s.end, "source", "e") for s in telling.source_spans]
    marks += [Mark(s.start, s.end, "target", "e") for s in telling.target_spans]
    return highlight(text[start:end], marks, offset=start)


def _edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a range to whole paragraphs, or to whole words where these are long."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    if start - first > _AROUND:
        first = text.find(" ", start - _AROUND) + 1
        first = min(first, start)
    if last - end > _AROUND:
        last = max(text.rfind(" ", 0, end + _AROUND), end)
    return first, last


def build(record: Record, request: Request) -> Shown:
    """Return the page; of an act that was struck out, who did so and why."""
    id_ = request.path_params["id"]
    try:
        detail = record.event(id_)
    except UnknownItem:
        judgements = record.judgements(id_)
        if not judgements or judgements[0].kind != "event":
            raise
        return _struck(record, id_, judgements)
    act = detail.act
    ties = tuple(
        Tied(words=words.link_words(link.kind, back=link.source != act.id), act=other)
        for link, other in zip(detail.links, detail.linked, strict=True)
    )
    return EventPage(
        detail=detail,
        type=load_codebook().type(act.type),
        told=tuple(
            Told(telling=t, context=context(record, t), judged=_judged(record, t))
            for t in act.tellings
        ),
        ties=ties,
        pairs=tuple((a, b) for a in act.source for b in act.target if a != b)[:6],
        together=_together(act) if len(act.tellings) > 1 else None,
    )


def _judged(record: Record, telling: Telling) -> Judged:
    judgements = record.judgements(telling.event)
    reading = with_corrections(record.article(telling.article.id), judgements)
    return judged("event", find(reading, "event", telling.event), judgements, "telling")


def _together(act: Act) -> Judged:
    """Return the act as one judges all its tellings at once."""
    verdicts = {t.judgement.verdict if t.judgement else "" for t in act.tellings}
    verdict = verdicts.pop() if len(verdicts) == 1 else "some" if verdicts - {""} else ""
    name = f"all {len(act.tellings)} tellings"
    return Judged(item=act.id, kind="act", name=name, verdict=verdict, history=(), fields=())


def _struck(record: Record, id_: str, judgements: tuple[Judgement, ...]) -> StruckPage:
    home = record.home_of(id_)
    reading = with_corrections(record.article(home), judgements)
    item = find(reading, "event", id_)
    if not isinstance(item, Event):
        raise UnknownItem(f"no event {id_!r} in this record")
    return StruckPage(
        event=item,
        sentence=words.event_words(item),
        article=home,
        title=reading.article.title,
        judged=judged("event", item, judgements, "telling"),
    )
