"""A chain of deed and counter-deed, drawn as a tree; what no article links stands apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import Act, ArticleRow, Record
from detente.relations.chains import WITHIN, Chain, Step, chain
from detente.web import words
from detente.web.answers import plain
from detente.web.pages.trouble import choice, number
from detente.web.paging import address

_MOST_DAYS = 3660
_KINDS = {"counter-deed": "may answer", "easing": "may ease"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """An act with the acts that follow it.

    Attributes:
        step: The act in its chain.
        says: How it follows the act above it: "retaliates for".
        after: How long after: "3 days later"; empty where not known.
        articles: Those that tell the link.
        also: Its other told links: what they say, and the act.
        below: What follows it, by date.
    """

    step: Step
    says: str
    after: str
    articles: tuple[ArticleRow, ...]
    also: tuple[tuple[str, Act], ...]
    below: tuple[Branch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPage:
    """A chain."""

    chain: Chain
    trees: tuple[Branch, ...]
    inferred: bool
    within: int
    switch: str

    @property
    def asked(self) -> Act:
        """The act that the address names."""
        return next(s.act for s in self.chain.steps if s.act.id == self.chain.asked)

    @property
    def candidates(self) -> int:
        """How many acts no article links."""
        return sum(s.inferred for s in self.chain.steps)

    @property
    def template(self) -> str:
        """File name of its template."""
        return "chain.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {
            "asked": self.chain.asked,
            "whole": self.chain.whole,
            "within": self.within,
            "steps": [
                {
                    "id": s.act.id,
                    "sentence": s.act.sentence,
                    "date": s.act.date,
                    "depth": s.depth,
                    "kind": s.kind,
                    "after": s.after,
                    "inferred": s.inferred,
                    "days": s.days,
                    "articles": list(s.articles),
                    "also": plain(s.also),
                    "why": s.why or None,
                }
                for s in self.chain.steps
            ],
        }


def build(record: Record, request: Request) -> ChainPage:
    """Return the page."""
    inferred = choice(request, "inferred", ("yes", "no")) != "no"
    within = number(request, "within", WITHIN, _MOST_DAYS)
    found = chain(record, request.path_params["id"], inferred=inferred, within=within)
    return ChainPage(
        chain=found,
        trees=_trees(record, found.steps),
        inferred=inferred,
        within=within,
        switch=address(request, inferred="no" if inferred else None),
    )


def _trees(record: Record, steps: tuple[Step, ...]) -> tuple[Branch, ...]:
    acts = {s.act.id: s.act for s in steps}
    below: dict[str | None, list[Step]] = {}
    for step in steps:
        below.setdefault(step.after, []).append(step)

    def grow(step: Step) -> Branch:
        return Branch(
            step=step,
            says=_says(step),
            after=_after(step),
            articles=tuple(record.article_row(a) for a in step.articles),
            also=tuple((words.link_words(k), acts[o]) for k, o in step.also if o in acts),
            below=tuple(grow(s) for s in below.get(step.act.id, ())),
        )

    return tuple(grow(s) for s in below.get(None, ()))


def _says(step: Step) -> str:
    if step.kind == "start":
        return ""
    return _KINDS.get(step.kind) or words.link_words(step.kind)


def _after(step: Step) -> str:
    if step.days is None or step.days < 0:
        return ""
    if step.days == 0:
        return "the same day"
    if step.days < 60:
        return f"{words.plural(step.days, 'day')} later"
    return f"{words.plural(round(step.days / 30.44), 'month')} later"
