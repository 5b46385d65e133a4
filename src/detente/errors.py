"""The exception tree.

Every error a caller may want to catch descends from one base::

    DetenteError
    ├── SourceError          an input could not be read as an article (names the file and the line)
    │   └── FetchError       a host is in trouble for now (says when to ask again)
    ├── CodebookError        a codebook, lexicon or actor file is malformed (names file, line, id)
    ├── PipelineError        the language pipeline is missing or not the one that was pinned
    ├── RecordError          the record file cannot be opened, migrated or written
    │   └── EvidenceError    a quoted sentence does not stand where it is said to stand
    ├── OutlookError         a question to the forecasts cannot be read (a supposition, a horizon)
    ├── WatchError           the file that says what to watch is wrong (names the key)
    ├── BulkError            bulk reading cannot go on (its folder, its processes, its engine)
    ├── AccessError          the file of people who may see a record is wrong, or a name in it
    ├── UnknownActor         a name or identifier that the actor list does not hold (with near matches)
    └── UnknownItem          no event, article or request with that id in the record

A message says what happened, to which thing, and what to do about it.
"""

from __future__ import annotations


class DetenteError(Exception):
    """Base of all errors that Détente raises on purpose."""


class SourceError(DetenteError):
    """An input could not be read as an article.

    Attributes:
        source: The file (or ``-`` for standard input), with ``:line`` where a line is at fault.
        reason: What is wrong with it, in plain words.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class FetchError(SourceError):
    """A host is in trouble for now: no connection, too slow, too busy.

    Attributes:
        again: Seconds after which it asks to be tried again, or ``None`` where it says nothing.
    """

    def __init__(self, source: str, reason: str, *, again: float | None = None) -> None:
        super().__init__(source, reason)
        self.again = again


class WatchError(DetenteError):
    """The file that says what to watch is wrong (names the key), or another program uses it."""


class AccessError(DetenteError):
    """The file that says who may see and correct a record is wrong, or a name is not in it."""


class CodebookError(DetenteError):
    """A codebook, lexicon or actor file is malformed."""


class PipelineError(DetenteError):
    """The language pipeline is missing or is not the pinned one."""


class RecordError(DetenteError):
    """The record file cannot be opened, migrated or written."""


class EvidenceError(RecordError):
    """A quoted sentence does not stand where the item says it stands."""


class OutlookError(DetenteError):
    """A question to the forecasts, such as a supposition or a horizon, cannot be read."""


class BulkError(DetenteError):
    """Bulk reading cannot go on: its folder is in use or full, processes die, an engine is missing."""


class UnknownActor(DetenteError):
    """A name or identifier that the actor list does not hold.

    Attributes:
        name: What was asked for.
        near: Identifiers or names that come close, best first.
    """

    def __init__(self, name: str, near: tuple[str, ...] = ()) -> None:
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"unknown actor {name!r}{hint}")
        self.name = name
        self.near = near


class UnknownItem(DetenteError):
    """No item with that id in the record."""
