"""Treaties of defence (``alliances.yaml``) and tables of trade, aid and alliances that a user gives."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Literal

import yaml

from detente.actors import load_actors
from detente.errors import CodebookError, SourceError, UnknownActor

TableKind = Literal["alliance", "trade", "aid"]
KINDS: tuple[TableKind, ...] = ("alliance", "trade", "aid")
COLUMNS = ("a", "b", "kind", "value", "year", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Treaty:
    """A treaty of defence.

    Attributes:
        name: Its name.
        members: Pairs of state and year of signature or accession.
        until: Pairs of state and last year, for those that left.
        source: Where that stands.
    """

    name: str
    members: tuple[tuple[str, int], ...]
    until: tuple[tuple[str, int], ...]
    source: str

    def binds(self, a: str, b: str, year: int) -> int | None:
        """Return since when it binds two states, when it does in a year."""
        since, until = dict(self.members), dict(self.until)
        if a not in since or b not in since:
            return None
        begun = max(since[a], since[b])
        ended = min(until.get(a, year), until.get(b, year))
        return begun if begun <= year <= ended else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row of a user's table.

    Attributes:
        a: The first state; for aid, who gives.
        b: The second; for aid, who receives.
        kind: ``alliance``, ``trade`` or ``aid``.
        value: Its worth, in whatever unit the table uses; 1 for an alliance in force.
        year: Of which year.
        source: Where that stands, in the table's words.
    """

    a: str
    b: str
    kind: TableKind
    value: float
    year: int
    source: str


@lru_cache(maxsize=1)
def load_alliances() -> tuple[Treaty, ...]:
    """Load ``alliances.yaml`` once.

    Raises:
        CodebookError: When a treaty names a state that the actor list does not hold.
    """
    path = resources.files("detente.relations").joinpath("alliances.yaml")
    out = []
    for raw in yaml.safe_load(path.read_text("utf-8"))["treaties"]:
        for state in raw["members"]:
            try:
                load_actors().get(state)
            except UnknownActor as error:
                raise CodebookError(f"alliances.yaml: {raw['name']}: {error}") from error
        out.append(
            Treaty(
                name=raw["name"],
                members=tuple(raw["members"].items()),
                until=tuple(raw.get("until", {}).items()),
                source=raw["source"],
            )
        )
    return tuple(out)


def read_table(path: Path) -> tuple[tuple[TableRow, ...], tuple[str, ...]]:
    """Read a user's table of alliances, trade and aid.

    Args:
        path: A CSV file with the columns ``a, b, kind, value, year, source``, in any order.

    Returns:
        The rows, and in words each row that cannot be used, with its line.

    Raises:
        SourceError: When the file cannot be read, or a column is missing.
    """
    rows: list[TableRow] = []
    wrong: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
            if missing:
                raise SourceError(str(path), f"no column {', '.join(missing)} in the first line")
            for raw in reader:
                try:
                    rows.append(_row(raw))
                except (UnknownActor, ValueError) as error:
                    wrong.append(f"{path}:{reader.line_num}: {error}")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(str(path), f"cannot be read as a table: {error}") from error
    return tuple(rows), tuple(wrong)


def _row(raw: dict[str, str | None]) -> TableRow:
    identify = load_actors().identify
    kind = next((k for k in KINDS if k == (raw["kind"] or "").strip().lower()), None)
    if kind is None:
        raise ValueError(f"kind {raw['kind']!r} is none of {', '.join(KINDS)}")
    value = float(raw["value"] or "1")
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"value {raw['value']!r} is no amount")
    return TableRow(
        a=identify((raw["a"] or "").strip()),
        b=identify((raw["b"] or "").strip()),
        kind=kind,
        value=value,
        year=int(raw["year"] or ""),
        source=(raw["source"] or "").strip(),
    )


def weight_of(
    rows: Iterable[TableRow], kind: TableKind, partner: str, state: str, year: int
) -> tuple[float, TableRow] | None:
    """Return the part of a state's trade, or of the aid it receives, that is a partner's.

    Args:
        rows: Of a table.
        kind: ``trade`` (both ways) or ``aid`` (given to the state).
        partner: The third party.
        state: Whose trade or aid.
        year: The latest year at or before this one for which the table has the partner.

    Returns:
        The share of all the state's rows of that kind and year, 0 to 1, and the largest of its rows.
    """
    own = [
        r
        for r in rows
        if r.kind == kind
        and r.year <= year
        and (r.b == state or (kind == "trade" and r.a == state))
    ]
    theirs = [r for r in own if partner in (r.a, r.b)]
    if not theirs:
        return None
    latest = max(r.year for r in theirs)
    theirs = [r for r in theirs if r.year == latest]
    total = sum(r.value for r in own if r.year == latest)
    if total <= 0:
        return None
    return sum(r.value for r in theirs) / total, max(theirs, key=lambda r: r.value)
