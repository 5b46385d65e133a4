"""Load the actor list: ``data/*.yaml`` into an :class:`~detente.actors.index.ActorIndex`."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from detente.actors.index import ActorIndex
from detente.actors.types import Actor, ActorKind, Entry, EntryKind, Leader
from detente.errors import CodebookError

#: States whose people put the surname first; where the built list gives no surname.
_SURNAME_FIRST = {"CHN", "KOR", "PRK", "TWN", "HUN"}
_ACRONYM = re.compile(r"[A-Z]{2,5}$")
_NOT_MEANT = {"none", ""}


def _read(name: str) -> Any:
    file = resources.files("detente.actors") / "data" / name
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as error:
        raise CodebookError(f"actors/data/{name}: not YAML: {error}") from error


@lru_cache(maxsize=1)
def load_actors() -> ActorIndex:
    """Load the shipped actor list, once.

    Raises:
        CodebookError: When a file is malformed.
    """
    names: dict[str, list[Entry]] = defaultdict(list)
    actors: dict[str, Actor] = {}
    _add_states(actors, names)
    for file, kind in (("bodies.yaml", "organization"), ("groups.yaml", "group")):
        _add_named(actors, names, file, "organization" if kind == "organization" else "group")
    for state, words in _read("metonyms.yaml").items():
        for word in words:
            _put(names, state, "metonym", word, 0.9)
    for state, words in _read("cities.yaml").items():
        for word in words:
            _put(names, state, "city", word, 0.8)
    for word in _read("places.yaml")["places"]:
        _put(names, "", "place", word, 2.0)
    leaders = _leaders()
    risky = frozenset(_read("common_words.yaml")["risky"])
    for leader in leaders:
        if leader.actor not in actors:
            raise CodebookError(f"actors/data: {leader.name}: no actor {leader.actor}")
        _add_leader(names, leader, risky)
    return ActorIndex(
        actors={k: actors[k] for k in sorted(actors)},
        names={k: tuple(dict.fromkeys(v)) for k, v in names.items()},
        leaders=tuple(leaders),
    )


def _put(
    names: dict[str, list[Entry]], id_: str, kind: EntryKind, word: str, weight: float = 1.0
) -> None:
    if not any(e.id == id_ and e.kind == kind for e in names[word]):
        names[word].append(Entry(id=id_, kind=kind, name=word, weight=weight))


def _add_states(actors: dict[str, Actor], names: dict[str, list[Entry]]) -> None:
    built, by_hand = _read("states.yaml"), _read("aliases.yaml")
    for id_ in sorted({*built, *by_hand}):
        row, more = built.get(id_, {}), by_hand.get(id_) or {}
        name = more.get("name") or row.get("name", "")
        if name in _NOT_MEANT:
            raise CodebookError(f"actors/data: {id_} has no name")
        unwanted = set(more.get("not", ()))
        capitals = [*more.get("capital", ()), row.get("capital", "")]
        capitals = [c for c in dict.fromkeys(capitals) if c not in _NOT_MEANT | unwanted]
        adjectives = _kept(more.get("adjective"), row.get("adjective"), unwanted)
        people = _kept(more.get("people"), row.get("people"), unwanted)
        aliases = [a for a in more.get("aka", ()) if a != name]
        actors[id_] = Actor(
            id=id_,
            name=name,
            kind="state",
            adjective=adjectives[0] if adjectives else name,
            capital=capitals[0] if capitals else None,
            aliases=tuple(aliases),
        )
        for word in (name, *aliases):
            _put(names, id_, "state", word.removeprefix("the "), 1.0)
        for word in capitals:
            _put(names, id_, "capital", word, 0.95)
        for word in more.get("city", ()):
            _put(names, id_, "city", word, 0.8)
        for word in adjectives:
            _put(names, id_, "adjective", word, 0.9)
        for word in people:
            plural = word if word.endswith(("s", "ese", "sh", "ch")) else word + "s"
            _put(names, id_, "adjective" if word in adjectives else "demonym", word, 0.85)
            _put(names, id_, "demonym", plural, 0.85)


def _kept(first: Any, second: Any, unwanted: set[str]) -> list[str]:
    return [w for w in dict.fromkeys([*(first or ()), *(second or ())]) if w not in unwanted]


def _add_named(
    actors: dict[str, Actor], names: dict[str, list[Entry]], file: str, kind: ActorKind
) -> None:
    for id_, row in _read(file).items():
        aliases = tuple(row.get("aka", ()))
        actors[id_] = Actor(
            id=id_, name=row["name"], kind=kind, adjective=row["name"], aliases=aliases
        )
        dotted = [".".join(a) + "." for a in (row["name"], *aliases) if _is_acronym(a)]
        for word in (row["name"], *aliases, *dotted):
            _put(names, id_, "organization" if kind == "organization" else "group", word, 0.95)


def _is_acronym(name: str) -> bool:
    return _ACRONYM.match(name) is not None


def _leaders() -> list[Leader]:
    by_hand = {
        (state, row[0]): True for state, rows in _read("officials.yaml").items() for row in rows
    }
    out = []
    for file in ("officials.yaml", "leaders.yaml"):
        for state, rows in _read(file).items():
            for name, surname, since, until in rows:
                if file == "leaders.yaml" and (state, name) in by_hand:
                    continue
                words = name.split()
                guess = words[0] if state in _SURNAME_FIRST and len(words) > 1 else words[-1]
                out.append(
                    Leader(
                        name=name,
                        surname=surname or guess,
                        actor=state,
                        since=str(since) if since else None,
                        until=str(until) if until else None,
                    )
                )
    return out


def _add_leader(names: dict[str, list[Entry]], leader: Leader, risky: frozenset[str]) -> None:
    forms = {leader.name}
    if leader.actor in ("KOR", "PRK", "TWN"):
        words = leader.name.replace("-", " ").split()
        if len(words) == 3:  # "Kim Jong Un" is written "Kim Jong-un" too
            forms |= {" ".join(words), f"{words[0]} {words[1]}-{words[2].lower()}"}
    if " " in leader.surname and leader.surname not in risky:
        forms.add(leader.surname)  # "Pena Nieto", "von der Leyen"
    for form in forms:
        if " " in form:
            names[form].append(
                Entry(
                    id=leader.actor,
                    kind="person",
                    name=form,
                    since=leader.since,
                    until=leader.until,
                    person=leader.name,
                )
            )
    names[leader.surname].append(
        Entry(
            id=leader.actor,
            kind="surname",
            name=leader.surname,
            since=leader.since,
            until=leader.until,
            person=leader.name,
            weight=0.7,
            risky=leader.surname in risky or len(leader.surname) < 2,
        )
    )
