"""Who printed an article, and which agency it was taken from (``agencies.yaml``, ``publishers.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

import yaml

from detente.errors import CodebookError

_HEAD, _TAIL = 400, 400
_PLACES = frozenset({"head", "tail", "line", "author"})
_FIELDS = frozenset({"id", "note", "place", "form", "examples", "counterexamples"})
_LEAD = r"[ \t(\[*_]*(?:(?:by|from|via|[A-Z][A-Z .,'-]{2,30}(?:[-–—]+|:))[ \t]+)?[-–—:]*[ \t]*"
_TRAIL = r"[ \t)\].*_]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to name an agency.

    Attributes:
        id: Its name, as in data.
        note: What it is, in a sentence.
        places: Where it may stand.
        pattern: Finds it; the group ``agency`` is the name.
        examples: Texts that name one so.
        counterexamples: Texts that do not.
    """

    id: str
    note: str
    places: frozenset[str]
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agencies:
    """The agencies by each of their names, and the forms, in order."""

    names: dict[str, str]
    forms: tuple[Form, ...]


@lru_cache(maxsize=1)
def load_agencies() -> Agencies:
    """Load ``agencies.yaml`` once.

    Raises:
        CodebookError: When the file is malformed; names the entry.
    """
    raw = _file("agencies.yaml")
    names: dict[str, str] = {}
    for agency, entry in raw["agencies"].items():
        for name in entry["names"]:
            if names.setdefault(str(name), str(agency)) != agency:
                raise CodebookError(f"agencies.yaml: {name!r} names two agencies")
    return Agencies(names=names, forms=tuple(_form(entry, names) for entry in raw["forms"]))


def _file(name: str) -> Any:
    return yaml.safe_load(resources.files("detente.sources").joinpath(name).read_text("utf-8"))


def _form(raw: dict[str, Any], names: dict[str, str]) -> Form:
    if set(raw) != _FIELDS or not set(raw["place"]) <= _PLACES:
        raise CodebookError(
            f"agencies.yaml: {raw.get('id')}: wants {', '.join(sorted(_FIELDS))};"
            f" places are {', '.join(sorted(_PLACES))}"
        )
    # names keep their case ("AP" is no "ap"); the words around them do not
    any_name = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    agency = rf"(?-i:(?P<agency>(?<![\w-])(?:{any_name})(?![\w-])))"
    words = []
    for part in re.split(r"(\{agency\}|\{year\}|\([^()|]+(?:\|[^()|]+)+\)| )", raw["form"]):
        if part == "{agency}":
            words.append(agency)
        elif part == "{year}":
            words.append(r"\d{4}")
        elif part == " ":
            words.append(r"\s+")
        elif part.startswith("(") and "|" in part:
            words.append(
                "(?:"
                + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in part[1:-1].split("|"))
                + ")"
            )
        else:
            words.append(re.escape(part))
    pattern = "".join(words)
    if "line" in raw["place"]:
        pattern = rf"^{_LEAD}{pattern}{_TRAIL}$"
    if "author" in raw["place"]:
        pattern = rf"(?:^|[,;/|(]\s*|\bby\s+){pattern}(?=$|[,;/|)]|\s+(?:in|at|and|staff)\b)"
    return Form(
        id=str(raw["id"]),
        note=str(raw["note"]),
        places=frozenset(raw["place"]),
        pattern=re.compile(pattern, re.IGNORECASE | re.MULTILINE),
        examples=tuple(raw["examples"]),
        counterexamples=tuple(raw["counterexamples"]),
    )


def find_agency(text: str) -> str | None:
    """Return the news agency that an article names as its source, or ``None``.

    >>> find_agency("LIMA, May 1 (AP) - The minister met the envoy.")
    'Associated Press'
    """
    parts = {"head": text[:_HEAD], "tail": text[-_TAIL:]}
    # a cut line is no line of its own
    lines = [
        *parts["head"].split("\n")[: None if len(text) <= _HEAD else -1][:3],
        *parts["tail"].split("\n")[0 if len(text) <= _TAIL else 1 :][-3:],
    ]
    parts["line"] = "\n".join(line.strip() for line in lines if line.strip())
    for place in ("head", "tail", "line"):
        found = _find(parts[place], place)
        if found:
            return found
    return None


def agency_of_page(
    text: str, *, authors: Sequence[str] = (), tags: Sequence[str] = ()
) -> str | None:
    """Return the agency by what the text says, then the author, then a tag that is its name.

    Args:
        text: The article.
        authors: As named by the page or the feed.
        tags: Tags and categories; one counts when it is the name of an agency and nothing else.
    """
    found = find_agency(text)
    for author in authors:
        found = found or _find(author, "author")
    names = load_agencies().names
    return found or next((names[t.strip()] for t in tags if t.strip() in names), None)


def _find(text: str, place: str) -> str | None:
    held = load_agencies()
    for form in held.forms:
        if place in form.places and (match := form.pattern.search(text)):
            return held.names[match["agency"]]
    return None


@lru_cache(maxsize=1)
def _hosts() -> dict[str, str]:
    return {str(k): str(v) for k, v in _file("publishers.yaml")["hosts"].items()}


def publisher_at(url: str | None) -> str | None:
    """Return the paper whose host an address names, or ``None`` when it is not in the list.

    >>> publisher_at("https://www.reuters.com/world/1")
    'Reuters'
    """
    parts = host_of(url).split(".")
    known = _hosts()
    return next((known[h] for i in range(len(parts)) if (h := ".".join(parts[i:])) in known), None)


def host_of(url: str | None) -> str:
    """Return the host of an address without ``www.``, empty when there is none."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
