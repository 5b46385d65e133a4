"""What to watch, and when to raise an alert: one TOML file, checked as a whole before anything starts.

Paths in it are relative to the file. See ``docs/how-to/watch.md`` for a whole one.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from detente.actors import load_actors
from detente.codebook import load_codebook
from detente.errors import SourceError, UnknownActor, WatchError
from detente.sources.address import parse_address

_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_LARGEST = 1_000_000

Pair = tuple[str, str]
Take = Literal["page", "feed"]
When = Literal["act", "deed", "request", "answer", "waiting", "turn"]
Answer = Literal["accepted", "declined", "hedged", "unanswered", "overtaken"]


def _seconds(value: object) -> object:
    found = re.fullmatch(r"(\d{1,7})\s*([smhd])", value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError('wants a time such as "90s", "15m", "6h" or "1d"')
    return float(found[1]) * _UNITS[found[2]]


def _url(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("wants an address in quotes")
    try:
        return parse_address(value).url
    except SourceError as error:
        raise ValueError(error.reason) from None


def _actor(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("wants an actor in quotes")
    try:
        return load_actors().identify(value)
    except UnknownActor as error:
        raise ValueError(str(error)) from None


def _pair(value: object) -> object:
    parts = value.split("-") if isinstance(value, str) else value
    if not isinstance(parts, list) or len(parts) != 2:
        raise ValueError('wants two actors, such as "KOR-PRK"')
    low, high = sorted(str(_actor(p.strip() if isinstance(p, str) else p)) for p in parts)
    if low == high:
        raise ValueError("wants two different actors")
    return low, high


def _type(value: object) -> object:
    known = load_codebook().types
    if not isinstance(value, str) or value.upper() not in known:
        raise ValueError(f"no event type; there are {', '.join(known)}")
    return value.upper()


Seconds = Annotated[float, BeforeValidator(_seconds)]
Url = Annotated[str, BeforeValidator(_url)]
Actor = Annotated[str, BeforeValidator(_actor)]
Sides = Annotated[Pair, BeforeValidator(_pair)]
EventType = Annotated[str, BeforeValidator(_type)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedSource(_Part):
    """A feed to follow.

    Attributes:
        name: What it is called in messages; its address when left out.
        url: Its address.
        every: Seconds between two looks; the file's own when left out.
        take: ``page``: read the page that an entry leads to; ``feed``: the text in the feed itself.
        publisher: Who prints it, where neither the page nor its host says so.
    """

    name: str = ""
    url: Url
    every: Seconds | None = None
    take: Take = "page"
    publisher: str | None = None


class PageSource(_Part):
    """A page to follow: an article that changes or, with ``links``, a list of articles.

    Attributes:
        links: Beginning of the paths of the links to follow on it, on the same host
            (``/news/2026/``); the page itself is read when left out.
    """

    name: str = ""
    url: Url
    every: Seconds | None = None
    links: str | None = Field(default=None, pattern="^/")
    publisher: str | None = None


class FolderSource(_Part):
    """A folder whose files are read as they come or change.

    Attributes:
        settle: Seconds that a file must have lain unchanged; a file being written is left alone.
    """

    name: str = ""
    path: Path
    every: Seconds | None = None
    settle: Seconds = 5.0


class Rule(_Part):
    """When to raise an alert.

    Attributes:
        name: What the alert is called.
        when: ``act`` or ``deed``: something done; ``request``: something asked; ``answer``: a request
            answered; ``waiting``: a request still without an answer; ``turn``: a pair turns.
        pair: Between these two, either way.
        actor: With this one on either side.
        source: Who acts or asks.
        target: Who is acted upon or asked.
        concerning: A third that a request is about.
        type: PLOVER type of the act.
        status: Answers that count; all but ``overtaken`` when left out.
        days: For ``waiting``: longer than so many days. For ``act`` and ``deed``: not longer than so
            many days before it was told; 30 when left out.
        until_days: For ``waiting``: what has waited longer than that is old news.
        min_confidence: Acts less sure than this do not count.
    """

    name: str
    when: When
    pair: Sides | None = None
    actor: Actor | None = None
    source: Actor | None = Field(default=None, alias="from")
    target: Actor | None = Field(default=None, alias="to")
    concerning: Actor | None = None
    type: EventType | None = None
    status: tuple[Answer, ...] = ("accepted", "declined", "hedged", "unanswered")
    days: int = Field(default=30, ge=0, le=36_500)
    until_days: int | None = Field(default=None, ge=1)
    min_confidence: float = Field(default=0.0, ge=0, le=1)

    @model_validator(mode="after")
    def _fits(self) -> Rule:
        requests = self.when in ("request", "answer", "waiting")
        if self.type and self.when not in ("act", "deed"):
            raise ValueError(f'"type" says nothing for when = "{self.when}"')
        if self.concerning and not requests:
            raise ValueError(f'"concerning" says nothing for when = "{self.when}"')
        if self.when == "turn" and (self.source or self.target):
            raise ValueError('"from" and "to" say nothing of a turn; give a pair or an actor')
        return self


class Output(_Part):
    """Where alerts go, besides webhooks.

    Attributes:
        stdout: Print each as a line of JSON.
        atom: Another file for the Atom feed, which is always kept beside the record.
        title: Title of that feed.
        digests: Folder in which a digest of each day is written, as HTML and Markdown.
    """

    stdout: bool = True
    atom: Path | None = None
    title: str = "Détente: alerts"
    digests: Path | None = None


class Webhook(_Part):
    """An address that each alert is sent to, signed.

    Attributes:
        secret_env: Name of the environment variable that holds the secret.
        allow_private: Whether it may lie on a private address.
    """

    url: Url
    secret_env: str
    allow_private: bool = False

    @property
    def secret(self) -> str:
        """The secret; empty when the variable is not set."""
        return os.environ.get(self.secret_env, "")


class Manners(_Part):
    """How far the fetching goes; see :class:`detente.sources.fetch.Limits`."""

    seconds: Seconds = 60.0
    connect_seconds: Seconds = 15.0
    megabytes: float = Field(default=20.0, gt=0, le=1_000)
    redirects: int = Field(default=5, ge=0, le=20)
    tries: int = Field(default=3, ge=1, le=10)
    delay: Seconds = 2.0
    patience: Seconds = 60.0


class Config(_Part):
    """All that a file says.

    Attributes:
        record: The record that articles are read into.
        every: Seconds between two looks at a source.
        contact: Told to hosts beside the name of the reader.
        allow_private: Whether loopback and private addresses may be fetched.
    """

    record: Path = Path("detente.db")
    every: Seconds = 900.0
    contact: str = Field(default="", max_length=200, pattern=r"^[\x20-\x7e]*$")
    allow_private: bool = False
    fetch: Manners = Manners()
    feed: tuple[FeedSource, ...] = ()
    page: tuple[PageSource, ...] = ()
    folder: tuple[FolderSource, ...] = ()
    rule: tuple[Rule, ...] = ()
    output: Output = Output()
    webhook: tuple[Webhook, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Config:
        if not (self.feed or self.page or self.folder):
            raise ValueError("nothing to watch; add a [[feed]], a [[page]] or a [[folder]]")
        names = [r.name for r in self.rule]
        twice = next((n for n in names if names.count(n) > 1), None)
        if twice is not None:
            raise ValueError(
                f"two rules are called {twice!r}; an alert must say which it comes from"
            )
        unset = next((w.secret_env for w in self.webhook if not w.secret), None)
        if unset is not None:
            raise ValueError(
                f"the environment has no {unset}, the secret that a webhook is signed with"
            )
        return self


def load_config(path: Path) -> Config:
    """Read what to watch.

    Raises:
        WatchError: When the file is missing, is no TOML, or has a wrong key or value; names the key.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise WatchError(f"{path}: too large for a file of settings")
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise WatchError(f"{path}: no such file; docs/how-to/watch.md shows one") from None
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number of endless digits
        raise WatchError(f"{path}: no TOML: {error}") from None
    except OSError as error:
        raise WatchError(f"{path}: {error.strerror}") from None
    return parse_config(raw, path)


def parse_config(raw: dict[str, Any], path: Path) -> Config:
    """Check settings; paths in them are made relative to the folder of the file.

    Raises:
        WatchError: Naming the key.
    """
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        lines = [f"{_place(e['loc'])}{_said(e)}" for e in error.errors()]
        raise WatchError(f"{path}: " + "; ".join(lines)) from None
    here = path.parent
    output = config.output
    return config.model_copy(
        update={
            "record": here / config.record,
            "folder": tuple(
                f.model_copy(update={"path": here / f.path.expanduser()}) for f in config.folder
            ),
            "output": output.model_copy(
                update={
                    "atom": here / output.atom if output.atom else None,
                    "digests": here / output.digests if output.digests else None,
                }
            ),
        }
    )


def _place(loc: tuple[int | str, ...]) -> str:
    """Return where a value stands: "rule 2, pair: "."""
    words = ""
    for part in loc:
        words += f" {part + 1}" if isinstance(part, int) else f"{', ' if words else ''}{part}"
    return f"{words}: " if words else ""


def _said(error: Any) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        return "no such key"
    if kind == "missing":
        return "is missing"
    return str(error["msg"]).removeprefix("Value error, ")
