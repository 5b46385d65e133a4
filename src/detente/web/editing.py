"""What an editor sees beside an item, and what a form of correction says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.codebook import load_codebook
from detente.errors import UnknownActor
from detente.record import Judgement
from detente.record.corrected import standing
from detente.record.judging import ACTOR_FIELDS
from detente.records import Event, Reading, RelationClaim, Request, Statement
from detente.web import words
from detente.web.asked import identify
from detente.web.pages.trouble import BadAddress

Item = Event | Request | Statement | RelationClaim
LONGEST = 300
#: The kinds of item by the field of a reading that holds them.
KINDS = {
    "events": "event",
    "statements": "statement",
    "requests": "request",
    "relations": "relation",
}
_LABELS = {
    "source": "Who acts", "target": "Towards whom", "type": "What", "mode": "How",
    "modality": "Told as", "date": "When", "place": "Where", "from": "Who asks",
    "to": "Who is asked", "concerning": "Concerning", "about": "What is asked",
    "status": "Answer", "speaker": "Who speaks", "actor": "For whom", "state": "How they stand",
    "period": "When", "claimed_by": "Whose claim",
}  # fmt: skip
_HINTS = {
    "date": "2026, 2026-01 or 2026-01-07; empty for unknown",
    "period": "2026, 2026-01 or 2026-01-07; empty for now",
    "source": "Names or identifiers, separated by commas",
    "claimed_by": "Empty for the reporter",
    "actor": "Empty for nobody",
}
_MODALITIES = ("actual", "planned", "hypothetical", "negated")
_STATUSES = ("accepted", "declined", "hedged", "unanswered", "open")
_QUOTED = {"direct": "quoted", "indirect": "paraphrased", "mixed": "partly quoted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form: its value now, and what it can be where that is a list."""

    name: str
    label: str
    value: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A judgement with its changes in words."""

    judgement: Judgement
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An item as an editor sees it.

    Attributes:
        item: Its id.
        kind: ``event``, ``request``, ``statement``, ``relation``, or ``act`` for all its tellings.
        name: What it is called beside others: "act", "request".
        verdict: The one that holds, empty for none.
        history: All that was said of it, latest first.
        fields: The form of correction; empty where it cannot be corrected as one.
    """

    item: str
    kind: str
    name: str
    verdict: str
    history: tuple[Said, ...]
    fields: tuple[Field, ...]


def values_of(item: Item) -> dict[str, str]:
    """Return what can be corrected of an item, by field, as a judgement writes it."""
    if isinstance(item, Event):
        return {
            "source": ",".join(item.source), "type": item.type, "mode": item.mode or "",
            "target": ",".join(item.target), "modality": item.modality,
            "date": item.date or "", "place": item.place or "",
        }  # fmt: skip
    if isinstance(item, Request):
        return {
            "from": ",".join(item.source), "to": ",".join(item.target), "about": item.about,
            "concerning": ",".join(item.concerning), "status": item.status,
        }  # fmt: skip
    if isinstance(item, Statement):
        return {"speaker": item.speaker or "", "actor": item.actor or "", "type": item.type}
    return {
        "state": item.state, "period": item.period or "", "claimed_by": item.claimed_by or ""
    }  # fmt: skip


def _choices(kind: str, field: str) -> tuple[tuple[str, str], ...]:
    if field == "type" and kind == "event":
        return tuple((t.id, t.name) for t in load_codebook().types.values())
    values: Mapping[str, str] = {}
    if field == "type":
        values = _QUOTED
    elif field == "modality":
        values = {m: words.modality_words(m) or "done" for m in _MODALITIES}
    elif field == "status":
        values = {s: words.status_words(s) for s in _STATUSES}
    elif field == "state":
        values = {s: s for s in ("improving", "worsening", "good", "bad", "mixed")}
    return tuple(values.items())


def _shown(field: str, value: str) -> str:
    """Return a value as a form shows it: actors by name where the name leads back to them."""
    if field not in ACTOR_FIELDS:
        return value
    out = []
    for actor in filter(None, value.split(",")):
        name = words.actor_name(actor)
        try:
            same = "," not in name and identify(name) == actor
        except UnknownActor:
            same = False
        out.append(name if same else actor)
    return ", ".join(out)


def value_words(kind: str, field: str, value: str) -> str:
    """Return a value in words."""
    if not value:
        return "none"
    if field in ACTOR_FIELDS:
        return words.names(v.strip() for v in value.split(",") if v.strip())
    return dict(_choices(kind, field)).get(value, value)


def said(kind: str, judgement: Judgement) -> Said:
    """Return a judgement with its changes in words."""
    return Said(
        judgement=judgement,
        changes=tuple(
            f"{_LABELS.get(f, f).lower()}: {value_words(kind, f, v)}" for f, v in judgement.changes
        ),
    )


def judged(kind: str, item: Item, judgements: tuple[Judgement, ...], name: str = "") -> Judged:
    """Return an item as an editor sees it.

    Args:
        kind: What it is.
        item: The item with its correction in place.
        judgements: Those on it, latest first.
        name: What it is called beside others.
    """
    held = standing(judgements)
    fields = tuple(
        Field(
            name=field,
            label=_LABELS[field],
            value=_shown(field, value),
            hint=_HINTS.get(field, ""),
            choices=_choices(kind, field),
        )
        for field, value in values_of(item).items()
    )
    return Judged(
        item=item.id,
        kind=kind,
        name=name or kind,
        verdict=held.verdict if held else "",
        history=tuple(said(kind, j) for j in judgements),
        fields=fields,
    )


def find(reading: Reading, kind: str, id_: str) -> Item:
    """Return an item of a reading.

    Raises:
        BadAddress: When the reading does not hold it.
    """
    field = next((f for f, k in KINDS.items() if k == kind), "")
    found = next((i for i in getattr(reading, field, ()) if i.id == id_), None)
    if not isinstance(found, (Event, Request, Statement, RelationClaim)):
        raise BadAddress(f"The article holds no {kind[:20]} {id_[:80]!r}.")
    return found


def changes_in(item: Item, held: Mapping[str, str], form: Mapping[str, str]) -> dict[str, str]:
    """Return what a form of correction changes of an item as it was read.

    Args:
        item: The item as read.
        held: What a standing correction changes already; fields that the form lacks keep it.
        form: The form.

    Raises:
        BadAddress: When a value cannot be, or nothing is changed.
        UnknownActor: When an actor is not known.
    """
    read = values_of(item)
    wanted = {**read, **held}
    now = dict(wanted)
    for field in read:
        if field in form:
            wanted[field] = _value(field, form[field])
    if isinstance(item, Event):
        _check_type(wanted, now)
    changes = {f: v for f, v in wanted.items() if v != read.get(f)}
    if not changes:
        raise BadAddress("Nothing was changed. To say that it is right as it was read, confirm it.")
    return changes


def _value(field: str, text: str) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise BadAddress(f"{_LABELS[field]}: want at most {LONGEST} characters.")
    if field not in ACTOR_FIELDS:
        return text
    actors = [identify(part.strip()) for part in text.split(",") if part.strip()]
    if field in ("actor", "claimed_by") and len(actors) > 1:
        raise BadAddress(f"{_LABELS[field]}: want one actor, or none.")
    return ",".join(dict.fromkeys(actors))


def _check_type(wanted: dict[str, str], now: Mapping[str, str]) -> None:
    types = load_codebook().types
    kind = types.get(wanted["type"])
    if kind is None:
        raise BadAddress(f"What: {wanted['type'][:40]!r} is none of {', '.join(types)}.")
    mode = wanted["mode"]
    if not mode or mode in kind.modes:
        return
    if wanted["type"] != now["type"] and mode == now["mode"]:
        wanted["mode"] = ""  # the form still held the mode of the type before
        return
    modes = ", ".join(kind.modes) or "none: leave it empty"
    raise BadAddress(f"How: {mode[:40]!r} is no mode of {kind.id}; want {modes}.")
