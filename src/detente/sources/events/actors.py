"""From the names and codes of event data to identifiers of the actor list.

What is not found stays without an identifier: a region ("Africa"), a kind of people ("Citizen"), a
party, a dependency. A person is known by full name, as a leader or official of one state.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

import polars as pl
import yaml

from detente.actors import load_actors
from detente.errors import CodebookError

_IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")
#: Kinds of names by which something acts for itself.
_ACTING = frozenset({"state", "organization", "group"})
_NAMES_KEPT = 500_000


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """What names and codes stand for.

    Attributes:
        acting: Lower-case names of states, bodies and groups.
        persons: Lower-case full names of leaders and officials of one state.
        own: Identifiers of bodies and groups, which go before the country they sit in.
        countries: CAMEO country codes.
        groups: CAMEO codes of known groups.
    """

    acting: Mapping[str, str]
    persons: Mapping[str, str]
    own: frozenset[str]
    countries: Mapping[str, str]
    groups: Mapping[str, str]
    _held: dict[tuple[str, str], str] = field(default_factory=dict)

    def named(self, name: str, country: str) -> str:
        """Return the identifier for a name and the country given with it; empty when unknown.

        A body or a group acts for itself ("Hamas" of Palestine); all others for their country. Where
        no country is given, the name decides: "Foreign Affairs (Bangladesh)", "Angela Merkel".
        """
        key = (name, country)
        found = self._held.get(key)
        if found is None:
            if len(self._held) > _NAMES_KEPT:
                self._held.clear()
            found = self._held[key] = self._named(name, country)
        return found

    def _named(self, name: str, country: str) -> str:
        whole = self.acting.get(_plain(name), "")
        if whole in self.own:
            return whole
        if country:
            return self.place(country)
        if whole:
            return whole
        inside = _IN_BRACKETS.search(name)
        if inside:
            return self.acting.get(_plain(inside[1]), "")
        return self._person(name)

    def _person(self, name: str) -> str:
        plain = _plain(name)
        found = self.persons.get(plain) or self.persons.get(_folded(plain))
        words = _folded(plain).split()
        if found is None and len(words) == 3:  # a patronymic or second name in the middle
            found = self.persons.get(f"{words[0]} {words[2]}")
        return found or ""

    def place(self, country: str) -> str:
        """Return the identifier of a country by its English name or ISO code; empty when unknown."""
        return self.acting.get(_plain(country), "") or self.countries.get(country.strip(), "")

    def coded(self, country: str, group: str) -> str:
        """Return the identifier for a CAMEO country code and the code of a known group."""
        return self.groups.get(group, "") or self.countries.get(country, "")


def identified(frame: pl.DataFrame, left: str, right: str, find: Callable[[str, str], str]) -> Any:
    """Return a column of identifiers for two columns of text, each pair looked up once."""
    pairs = frame.select(left, right).unique()
    ids = [find(a, b) for a, b in pairs.iter_rows()]
    known = pairs.with_columns(pl.Series("id", ids, dtype=pl.String()))
    return frame.select(left, right).join(
        known, on=[left, right], how="left", maintain_order="left"
    )["id"]


@lru_cache(maxsize=1)
def load_lookup() -> Lookup:
    """Load what event data call the actors of the actor list, once.

    Raises:
        CodebookError: When ``names.yaml`` names an actor that the list does not hold.
    """
    index = load_actors()
    text = resources.files("detente.sources.events").joinpath("names.yaml").read_text("utf-8")
    held: dict[str, dict[str, str]] = yaml.safe_load(text)
    for table in held.values():
        for name, id_ in table.items():
            if id_ not in index.actors:
                raise CodebookError(f"sources/events/names.yaml: {name}: no actor {id_!r}")
    acting: dict[str, tuple[float, str]] = {}
    persons: dict[str, set[str]] = {}
    for name, entries in index.names.items():
        for entry in entries:
            if entry.kind in _ACTING:
                acting[_plain(name)] = max(
                    acting.get(_plain(name), (0.0, "")), (entry.weight, entry.id)
                )
            elif entry.kind == "person":
                for form in {_plain(name), _folded(_plain(name))}:
                    persons.setdefault(form, set()).add(entry.id)
    states = {id_: id_ for id_, actor in index.actors.items() if actor.kind == "state"}
    return Lookup(
        acting={name: id_ for name, (_, id_) in acting.items()}
        | {
            _plain(name): id_
            for table in ("names", "office_holders")
            for name, id_ in held[table].items()
        },
        persons={name: next(iter(ids)) for name, ids in persons.items() if len(ids) == 1},
        own=frozenset(index.actors) - frozenset(states),
        countries=states | held["cameo_countries"],
        groups=held["cameo_groups"],
    )


def _plain(name: str) -> str:
    return " ".join(name.replace("\xa0", " ").split()).lower()


def _folded(name: str) -> str:
    """Take the accents off letters: "gül" to "gul"."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(c for c in parts if not unicodedata.combining(c))
