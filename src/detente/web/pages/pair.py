"""A pair: the verdict, the timeline, what is asked, who claims what, and every act with facets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from starlette.requests import Request

from detente.actors import load_actors
from detente.language.asking import request_said
from detente.record import Act, Ask, ClaimRow, Page, PairRow, Record
from detente.records import SYMMETRIC_TYPES, Modality
from detente.web import words
from detente.web.answers import plain
from detente.web.charts import Timeline
from detente.web.charts import timeline as lay_out
from detente.web.pages.trouble import BadAddress, choice, number
from detente.web.paging import Pager, address, pager
from detente.web.verdict import Verdict, of_pair

_ROWS = 50
_POINTS = 5000
_ASKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value of a facet."""

    label: str
    count: int | None
    href: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A facet with its values and their counts under the other filters."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the address asks of the list."""

    direction: Literal["ab", "ba"] | None = None
    type: str | None = None
    quad: int | None = None
    modality: Modality | None = None
    year: str | None = None

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return any((self.direction, self.type, self.quad, self.modality, self.year))


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPage:
    """Everything on a pair."""

    a: str
    b: str
    row: PairRow
    verdict: Verdict
    timeline: Timeline
    waiting: tuple[Ask, ...]
    answered: tuple[Ask, ...]
    claims: tuple[ClaimRow, ...]
    acts: Page[Act]
    pager: Pager
    filters: Filters
    directions: tuple[Option, ...]
    facets: tuple[Facet, ...]
    clear: str

    @property
    def names(self) -> tuple[str, str]:
        """The two names, in the order of the address."""
        return words.actor_name(self.a), words.actor_name(self.b)

    @property
    def template(self) -> str:
        """File name of its template."""
        return "pair.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {
            "pair": plain(self.row),
            "verdict": plain(self.verdict),
            "years": plain(self.timeline.years),
            "filters": plain(self.filters),
            "total": self.acts.total,
            "acts": plain(self.acts.items),
            "requests": plain((*self.waiting, *self.answered)),
            "claims": plain(self.claims),
        }


def sides(value: str) -> tuple[str, str]:
    """Return the two identifiers of an address such as ``KOR-CHN`` or ``south korea-china``.

    Raises:
        BadAddress: When it does not name two different actors.
        UnknownActor: When one of them is not known.
    """
    first, mark, second = value.partition("-")
    if not (mark and first.strip() and second.strip()):
        raise BadAddress(f"{value[:60]!r} is no pair; want two actors, such as KOR-CHN")
    actors = load_actors()
    a, b = (s if s in actors.actors else actors.identify(s) for s in (first, second))
    if a == b:
        raise BadAddress(f"{value[:60]!r} names one actor twice; want two, such as KOR-CHN")
    return a, b


def _filters(request: Request) -> Filters:
    modalities: tuple[Modality, ...] = get_args(Modality)
    modality = choice(request, "modality", modalities)
    quad = choice(request, "quad", ("1", "2", "3", "4"))
    direction = choice(request, "direction", ("ab", "ba"))
    year = request.query_params.get("year") or None
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise BadAddress(f"year={year[:40]}: want four digits")
    type_ = request.query_params.get("type") or None
    return Filters(
        direction="ab" if direction == "ab" else "ba" if direction == "ba" else None,
        type=type_,
        quad=int(quad) if quad else None,
        modality=next((m for m in modalities if m == modality), None),
        year=year,
    )


def _asked(a: str, b: str, filters: Filters, *, without: str = "") -> dict[str, Any]:
    """Return the filters as arguments of the record, one of them left out."""
    out: dict[str, Any] = {"pair": (a, b)}
    if filters.direction and without != "direction":
        ab = filters.direction == "ab"
        out |= {"source": a if ab else b, "target": b if ab else a}
    for name in ("type", "quad", "modality"):
        if name != without and getattr(filters, name) is not None:
            out[name] = getattr(filters, name)
    if filters.year and without != "year":
        out |= {"since": filters.year, "until": filters.year}
    return out


def _label(key: str, value: str) -> str:
    if key == "type":
        return words.type_words(value)
    if key == "quad":
        return words.quad_words(int(value))
    if key == "modality":
        return words.modality_words(value) or "told as done"
    return value


def _facets(record: Record, request: Request, a: str, b: str, f: Filters) -> tuple[Facet, ...]:
    def facet(name: str, key: Literal["type", "quad", "modality", "year"]) -> Facet:
        counts = record.counts(key, **_asked(a, b, f, without=key))
        if key == "quad":
            counts = tuple(sorted(counts, key=lambda c: c.value))
        if key == "year":
            counts = counts[::-1]
        chosen = getattr(f, key)
        return Facet(
            name=name,
            options=tuple(
                Option(
                    label=_label(key, c.value),
                    count=c.count,
                    href=address(
                        request, page=None, **{key: None if str(chosen) == c.value else c.value}
                    ),
                    on=str(chosen) == c.value,
                )
                for c in counts
            ),
        )

    return (
        facet("Class", "quad"),
        facet("Type", "type"),
        facet("Told as", "modality"),
        facet("Year", "year"),
    )


def _directions(request: Request, a: str, b: str, f: Filters) -> tuple[Option, ...]:
    one, two = words.actor_name(a), words.actor_name(b)
    ways = (("Both ways", None), (f"{one} to {two}", "ab"), (f"{two} to {one}", "ba"))
    return tuple(
        Option(
            label=label,
            count=None,
            href=address(request, page=None, direction=way),
            on=f.direction == way,
        )
        for label, way in ways
    )


def build(record: Record, request: Request) -> PairPage:
    """Return the page."""
    a, b = sides(request.path_params["pair"])
    filters = _filters(request)
    at = number(request, "page", 1, 1_000_000)
    row = record.pair((a, b))
    asked = _asked(a, b, filters)
    acts = record.events(**asked, limit=_ROWS, offset=(at - 1) * _ROWS)
    way = {k: v for k, v in asked.items() if k in ("pair", "source", "target")}
    months = {
        quad: {
            c.value: c.count
            for c in record.counts("month", **way, quad=quad, modality="actual", limit=5000)
        }
        for quad in (1, 2, 3, 4)
    }
    asks = record.requests(pair=(a, b), limit=200).items
    return PairPage(
        a=a,
        b=b,
        row=row,
        verdict=of_pair(record, row),
        timeline=lay_out(months),
        waiting=tuple(q for q in asks if q.standing)[:_ASKS],
        answered=tuple(q for q in asks if not q.standing)[:_ASKS],
        claims=record.relations((a, b), limit=_ASKS),
        acts=acts,
        pager=pager(request, at, acts.total, _ROWS),
        filters=filters,
        directions=_directions(request, a, b, filters),
        facets=_facets(record, request, a, b, filters),
        clear=request.url.path,
    )


def timeline(record: Record, request: Request) -> dict[str, Any]:
    """Return the acts of a pair as points, for the chart that scripts draw."""
    a, b = sides(request.path_params["pair"])
    acts = record.events(pair=(a, b), limit=_POINTS, order="oldest")
    return {
        "names": [words.actor_name(a), words.actor_name(b)],
        "total": acts.total,
        "acts": [_point(act, a) for act in acts if act.date],
    }


def _point(act: Act, a: str) -> dict[str, Any]:
    both = act.type in SYMMETRIC_TYPES
    way = "both" if both else "ab" if a in act.source else "ba"
    return {
        "id": act.id,
        "sentence": request_said(act.sentence),
        "date": act.date,
        "when": words.date_words(act.date),
        "quad": act.quad,
        "modality": act.modality,
        "said": words.modality_words(act.modality),
        "way": way,
        "sources": act.sources,
    }
