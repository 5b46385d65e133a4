"""What lies in a folder: files that are read as articles, others, and folders that cannot be opened."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from detente.errors import SourceError
from detente.sources.warc import is_warc

#: Ends of the names of files with one JSON object a line, and of pages.
LINES = frozenset({".jsonl", ".ndjson"})
PAGES = frozenset({".html", ".htm", ".xhtml"})
_KNOWN = frozenset({".txt", ".text", ".md", ".json"}) | LINES | PAGES
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What lies in a folder and the folders in it.

    Attributes:
        files: Those that can be read, in order of name.
        others: Files of other types; hidden ones are left out.
        closed: Folders that cannot be opened, each with the reason.
    """

    files: tuple[Path, ...]
    others: tuple[Path, ...]
    closed: tuple[SourceError, ...]

    def passed_over(self) -> str:
        """Say in words which files are of another type; empty when there are none."""
        ends = Counter(p.suffix.lower() or p.name for p in self.others)
        if not ends:
            return ""
        named = ", ".join(f"{n:,} {end[:20]}" for end, n in ends.most_common(_MOST_NAMED))
        more = ", ..." if len(ends) > _MOST_NAMED else ""
        return f"passed over: {len(self.others):,} of another type ({named}{more})"


def look_in(folder: Path) -> Inside:
    """Return what lies in a folder, itself and all folders in it; links to folders are not followed."""
    closed: list[SourceError] = []

    def note(error: OSError) -> None:
        closed.append(
            SourceError(str(error.filename), error.strerror or "this folder cannot be opened")
        )

    found = sorted(
        path
        for here, _, names in os.walk(folder, onerror=note)
        for name in names
        if (path := Path(here, name)).is_file()
    )
    files = [p for p in found if p.suffix.lower() in _KNOWN or is_warc(p.name)]
    readable = set(files)
    others = [p for p in found if p not in readable and not p.name.startswith(".")]
    return Inside(files=tuple(files), others=tuple(others), closed=tuple(closed))
