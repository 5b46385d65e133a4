"""A digest: what the articles of some days brought, with the sentence behind each line.

The same lines are given as text, Markdown or HTML. What stands in articles is text in all three, never
markup.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal
from urllib.parse import quote

import jinja2

from detente.engine.alerts import latest_turns, pairs_of, turn_words
from detente.language.asking import request_said
from detente.record import Act, ArticleRow, Record
from detente.relations.ledger import ledger, select
from detente.relations.turns import Turn

Form = Literal["text", "markdown", "html"]

_MOST = 40
_WAITING = 8
_OVERDUE = 30
_OLD_NEWS = 30
_ALL = 100_000
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>|~&])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened.

    Attributes:
        said: What, in a sentence.
        quote: The words that it rests on, or empty.
        told_by: Who printed them, and when.
        path: The page of the server that shows more.
    """

    said: str
    quote: str
    told_by: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines under a heading.

    Attributes:
        title: The heading.
        lines: The lines.
        more: How many more there are.
    """

    title: str
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What some days brought.

    Attributes:
        since: The first day.
        until: The last day, or ``None``: up to now.
        articles: Articles of those days.
        stories: The same with copies counted once.
        sections: Those that have a line.
    """

    since: dt.date
    until: dt.date | None
    articles: int
    stories: int
    sections: tuple[Section, ...]


def digest(record: Record, since: dt.date, *, until: dt.date | None = None) -> Digest:
    """Return what the articles of some days brought.

    An article counts on the day of its publication; one without a date on the day on which it was
    added. Deeds of long ago that an article only recalls are left out.

    Args:
        record: The record.
        since: The first day.
        until: The last day; all that follows when left out.
    """
    first, last = since.isoformat(), until.isoformat() if until else "9999"
    rows = [
        row
        for row in record.articles(limit=_ALL).items
        if first <= (row.published or row.added)[:10] <= last
    ]
    ids = [row.id for row in rows]
    acts: dict[str, Act] = {}
    for id in ids:
        for act in record.events(by_article=id, modality="actual", limit=_ALL):
            if not act.date or act.date >= _before(since)[: len(act.date)]:
                acts.setdefault(act.id, act)
    ordered = sorted(acts.values(), key=lambda a: (-a.sources, -a.confidence, a.id))
    pairs = sorted({p for act in ordered for p in pairs_of(act)})
    sections = (
        _section(
            "Turns",
            [
                _turn_line(t, a)
                for t, a in latest_turns(record, pairs, until=until)
                if t.date >= since
            ],
        ),
        _section("Deeds", [_act_line(a) for a in ordered if a.quad in (2, 4)]),
        _section("Asked", _asked(record, ids)),
        _section("Answered", _answered(record, frozenset(ids))),
        _section(
            "Words", [_act_line(a) for a in ordered if a.quad in (1, 3) and a.type != "REQUEST"]
        ),
        _section("Still waiting", _waiting(record, until), most=_WAITING),
    )
    return Digest(
        since=since,
        until=until,
        articles=len(rows),
        stories=len({row.story for row in rows}),
        sections=tuple(s for s in sections if s.lines),
    )


def render(made: Digest, form: Form, *, server: str = "http://127.0.0.1:8765") -> str:
    """Return a digest as text, Markdown or HTML.

    Args:
        made: The digest.
        form: Which.
        server: Address of the pages that its lines lead to.
    """
    if form == "html":
        return _template().render(digest=made, title=title_of(made), server=server.rstrip("/"))
    mark = _markdown if form == "markdown" else _plain
    head = "# " if form == "markdown" else ""
    out = [f"{head}{mark(title_of(made))}", ""]
    out += [f"{made.articles} articles, {made.stories} stories.", ""]
    if not made.sections:
        out += ["Nothing between political actors.", ""]
    for section in made.sections:
        out += [f"#{head}{section.title}" if head else section.title, ""]
        for line in section.lines:
            said = mark(line.said)
            if form == "markdown":
                said = f"[{said}]({server.rstrip('/')}{line.path})"
            told = f" ({mark(line.told_by)})" if line.told_by else ""
            out.append(f"- {said}{told}")
            if line.quote:
                out.append(f"  {'> ' if form == 'markdown' else ''}“{mark(line.quote)}”")
        if section.more:
            out.append(f"- and {section.more} more")
        out.append("")
    return "\n".join(out)


def title_of(made: Digest) -> str:
    """Return the title of a digest.

    >>> day = dt.date(2026, 1, 7)
    >>> title_of(Digest(since=day, until=day, articles=0, stories=0, sections=()))
    'Digest of 7 January 2026'
    """

    def words(day: dt.date) -> str:
        return f"{day.day} {day:%B %Y}"

    if made.until == made.since:
        return f"Digest of {words(made.since)}"
    if made.until is None:
        return f"Digest since {words(made.since)}"
    return f"Digest of {words(made.since)} to {words(made.until)}"


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    text = resources.files("detente.engine").joinpath("digest.html").read_text("utf-8")
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(text)


def _before(since: dt.date) -> str:
    return (since - dt.timedelta(days=_OLD_NEWS)).isoformat()


def _section(title: str, lines: Sequence[Line], *, most: int = _MOST) -> Section:
    return Section(title=title, lines=tuple(lines[:most]), more=max(0, len(lines) - most))


def _act_line(act: Act) -> Line:
    told = next((t for t in act.tellings if t.counted), act.tellings[0])
    return _line(
        act.sentence,
        told.evidence.text,
        told.article,
        f"/events/{quote(act.id, safe='')}",
        act.sources,
    )


def _turn_line(turn: Turn, acts: Sequence[Act]) -> Line:
    pair = "-".join(turn.pair)
    first = _act_line(acts[-1]) if acts else None
    return Line(
        said=turn_words(turn),
        quote=first.quote if first else "",
        told_by=first.told_by if first else "",
        path=f"/pairs/{quote(pair, safe='')}",
    )


def _asked(record: Record, ids: Iterable[str]) -> list[Line]:
    found: dict[str, Line] = {}
    for id in ids:
        for ask in record.requests(by_article=id, limit=_ALL):
            told = next((h for h in ask.history if h.article.id == id and h.counted), None)
            if told is not None:
                found.setdefault(
                    ask.id,
                    _line(ask.sentence, told.evidence.text, told.article, "/requests", ask.sources),
                )
    return list(found.values())


def _answered(record: Record, ids: frozenset[str]) -> list[Line]:
    return [
        _line(
            f"{request_said(e.sentence)} ({e.status})",
            e.answer.text,
            record.article_row(e.answer.article),
            f"/articles/{quote(e.answer.article, safe='/')}",
            1,
        )
        for e in ledger(record)
        if e.answer and e.answer.article in ids and not e.standing
    ]


def _waiting(record: Record, until: dt.date | None) -> list[Line]:
    entries = select(ledger(record, as_of=until), open_only=True, older_than=_OVERDUE)
    return [
        Line(
            said=f"{request_said(e.sentence)}: no answer for {e.waiting_days} days",
            quote="",
            told_by="",
            path="/requests",
        )
        for e in sorted(entries, key=lambda e: (e.waiting_days or 0, e.id))
    ]


def _line(said: str, words: str, article: ArticleRow, path: str, sources: int) -> Line:
    who = dict.fromkeys(n for n in (article.publisher, article.agency) if n)
    told = [*who, *([article.published] if article.published else [])]
    told += [f"{sources} sources"] if sources > 1 else []
    return Line(
        said=request_said(said), quote=" ".join(words.split()), told_by=", ".join(told), path=path
    )


def _markdown(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
