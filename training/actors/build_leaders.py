"""Build ``states.yaml`` and ``leaders.yaml`` from the World Factbook (CC0) and REIGN (MIT).

    python training/actors/build_leaders.py FACTBOOK_COUNTRIES.jsonl FACTBOOK_LEADERS.jsonl \
        REIGN.csv DATA_FOLDER

DATA_FOLDER is where both files are written, and where ``officials.yaml`` stands: whoever is listed
there by hand is left out of what is built. In the Factbook surnames stand in capitals; a holder was
there until the next one is seen. REIGN gives months, and mostly surnames alone.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from holders import holder_name, office_of, plain
from rapidfuzz import fuzz

_FIRST = "1990"
_STILL_SEEN = "2026"
_REIGN_ENDS = "2021-03"
_SAME_NAME = 78
_NOT_THE_HOLDER = re.compile(
    r"\b(?:vice|deputy|represented by|assistant|co-?prince|heir|first minister)\b", re.IGNORECASE
)
_OTHER_REALMS = re.compile(r"\b(?:ELIZABETH II|CHARLES III)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One person in office for a state."""

    state: str
    name: str
    surname: str
    office: str
    since: str
    until: str | None
    role: str = ""
    others: tuple[str, ...] = field(default=())

    def meets(self, other: Term) -> bool:
        """Tell whether two terms overlap, a month's difference not counted."""
        late, early = max(self.since, other.since)[:7], min(self.until or "9", other.until or "9")
        return late <= early[:7]


def listed(text: str | None) -> list[str]:
    """Split "Chilean(s); Xian, Yian" into its forms without brackets."""
    raw = re.sub(r"\(.*?\)", "", text or "")
    parts = re.split(r"[;,]| or | and ", raw)
    return [p.strip() for p in parts if re.fullmatch(r"[A-ZÀ-Ý][\w' .À-ÿ-]+", p.strip())]


def states(rows: list[dict[str, Any]], gec: dict[str, str]) -> dict[str, Any]:
    """Return name, capital, adjectives and people of each state."""
    out = {}
    for row in rows:
        code = gec.get(row["gec"])
        if code:
            out[code] = {
                "name": row["name"],
                "capital": re.sub(r"\s*[(;,].*", "", row["capital"] or ""),
                "adjective": listed(row["adjective"]),
                "people": listed(row["noun"]),
            }
    return dict(sorted(out.items()))


def from_factbook(rows: list[dict[str, Any]], gec: dict[str, str]) -> list[Term]:
    """Return terms of heads of state and government from the Factbook, spellings joined."""
    out: list[Term] = []
    for row in rows:
        code, holder, since = gec.get(row["gec"]), row["holder"], row["since"]
        if not code or not since or _NOT_THE_HOLDER.search(holder):
            continue
        if code != "GBR" and _OTHER_REALMS.search(holder):
            continue
        named = holder_name(holder)
        if named is None:
            continue
        seen = row["last_seen"] or since
        term = Term(
            state=code,
            name=named.name,
            surname=named.surname,
            office=office_of(holder, row["role"]),
            since=since,
            until=None if seen >= _STILL_SEEN else max(seen, since),
            role=row["role"],
        )
        same = next((i for i, t in enumerate(out) if _same_person(t, term)), None)
        if same is None:
            out.append(term)
        else:
            out[same] = _joined(out[same], term)
    return [_ended(term, out) for term in out]


def _same_person(one: Term, other: Term) -> bool:
    if one.state != other.state or one.role != other.role:
        return False
    near = fuzz.token_sort_ratio(one.name, other.name)
    if one.since == other.since:
        return near >= _SAME_NAME or one.surname == other.surname
    subset = set(one.name.split()) <= set(other.name.split()) or set(other.name.split()) <= set(
        one.name.split()
    )
    return (subset or near >= _SAME_NAME + 10) and one.meets(other)


def _joined(one: Term, other: Term) -> Term:
    """Join two spellings of a person: the shorter is printed."""
    short, long = sorted((one, other), key=lambda t: (len(t.name), t.name))
    return replace(
        short,
        since=min(one.since, other.since),
        until=max(one.until, other.until) if one.until and other.until else None,
        others=tuple(dict.fromkeys((*one.others, *other.others, long.name))),
        office=one.office if one.office in other.office else other.office,
    )


def _ended(term: Term, terms: list[Term]) -> Term:
    """End a term where the next holder of that office began, if that was seen late."""
    if term.until is None:
        return term
    following = [
        t.since
        for t in terms
        if (t.state, t.role, t.office) == (term.state, term.role, term.office)
        and term.since < t.since <= term.until
    ]
    return replace(term, until=min([term.until, *following]))


def from_reign(path: Path, cow: dict[str, str]) -> list[Term]:
    """Return terms since 1990 from REIGN."""
    out = []
    for row in csv.DictReader(path.read_text("latin-1").splitlines()):
        end = _month(row["eyear"], row["emonth"]) if row["eyear"] else None
        if end is not None and end < _FIRST:
            continue
        name = re.sub(r"\(.*?\)|,.*|\b[A-Z]\.?$|^(?:[A-Z]\.\s*)+|[^\w' .À-ÿ-]", "", row["leader"])
        name = " ".join(plain(name).split())
        if len(name) < 2 or not name[0].isalpha():
            continue
        words = name.split()
        out.append(
            Term(
                state=cow.get(row["stateabb"], row["stateabb"]),
                name=name,
                surname=words[-1] if len(words) > 1 and words[0][0].isupper() else name,
                office="leader",
                since=_month(row["syear"], row["smonth"]),
                until=None if end is None or end >= _REIGN_ENDS else end,
            )
        )
    return out


def _month(year: str, month: str) -> str:
    return f"{int(float(year))}-{int(float(month)):02d}"


def by_hand(path: Path) -> list[Term]:
    """Return the terms listed by hand."""
    return [
        Term(
            state=state,
            name=plain(row[0]),
            surname=plain(row[1]),
            office=row[4],
            since=str(row[2] or ""),
            until=str(row[3]) if row[3] else None,
        )
        for state, rows in yaml.safe_load(path.read_text("utf-8")).items()
        for row in rows
    ]


def _bare(surname: str) -> str:
    return re.sub(r"^(?:al|el|an|as|de|van|von)[- ]", "", plain(surname).lower()).replace("-", " ")


def _listed_already(term: Term, known: list[Term]) -> bool:
    """Tell whether somebody of that surname, in office at that time, is known for the state."""
    for other in known:
        if other.state != term.state or not other.meets(term):
            continue
        surnames = fuzz.ratio(_bare(other.surname), _bare(term.surname))
        tokens = set(_bare(other.name).split()) & set(_bare(term.name).split())
        if surnames >= _SAME_NAME or tokens or _bare(term.surname) in _bare(other.name):
            return True
    return False


def merged(book: list[Term], reign: list[Term], hand: list[Term], codes: set[str]) -> list[Term]:
    """Return the terms of the Factbook that nobody listed by hand, then what only REIGN knows.

    Where the Factbook's years of silence (2017 to 2020) left an end open, REIGN's is taken.
    """
    kept = [t for t in book if t.state in codes and not _same_as_listed(t, hand)]
    out = []
    for term in kept:
        ends = [
            r.until
            for r in reign
            if r.state == term.state and r.until and r.meets(term) and _listed_already(r, [term])
        ]
        end = max(ends, default=None)
        silent = term.until is not None and "2016-11" <= term.until <= "2020-11-25"
        out.append(replace(term, until=end) if silent and end and end < str(term.until) else term)
    out += [t for t in reign if t.state in codes and not _listed_already(t, hand + book)]
    return _one_role(out)


def _same_as_listed(term: Term, hand: list[Term]) -> bool:
    names = (term.name, *term.others)
    for other in hand:
        if other.state != term.state or not other.meets(term):
            continue
        first = set(plain(other.name).lower().split())
        if any(
            fuzz.token_set_ratio(_bare(n), _bare(other.name)) >= _SAME_NAME
            and (len(first & set(n.lower().split())) > 1 or fuzz.ratio(n, other.name) >= _SAME_NAME)
            for n in names
        ):
            return True
        if fuzz.ratio(_bare(term.surname), _bare(other.surname)) >= 90 and (
            len(first) == 1 or term.since[:7] == other.since[:7]
        ):
            return True
    return False


def _one_role(terms: list[Term]) -> list[Term]:
    """Join those who are head of state and of government at once."""
    out: list[Term] = []
    for term in sorted(terms, key=lambda t: (t.state, t.since, t.name)):
        same = next(
            (
                i
                for i, t in enumerate(out)
                if _same_person(replace(t, role=""), replace(term, role=""))
            ),
            None,
        )
        if same is None:
            out.append(term)
        else:
            out[same] = _joined(out[same], term)
    return out


def rows_of(terms: list[Term]) -> dict[str, list[list[Any]]]:
    """Return the lists as they are written."""
    out: dict[str, list[list[Any]]] = defaultdict(list)
    for t in sorted(terms, key=lambda t: (t.state, t.since, t.name)):
        row: list[Any] = [t.name, t.surname, t.since, t.until, t.office]
        others = [n for n in t.others if n != t.name]
        out[t.state].append([*row, others] if others else row)
    return dict(out)


def main() -> None:
    """Build both files."""
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("countries", "leaders", "reign", "folder"):
        options.add_argument(name, type=Path)
    given = options.parse_args()
    codes = yaml.safe_load((Path(__file__).parent / "codes.yaml").read_text("utf-8"))
    countries, leaders = (
        [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
        for path in (given.countries, given.leaders)
    )
    known = states(countries, codes["gec"])
    terms = merged(
        from_factbook(leaders, codes["gec"]),
        from_reign(given.reign, codes["cow"]),
        by_hand(given.folder / "officials.yaml"),
        set(known) | {"XKX", "TWN", "PSE"},
    )
    head = "# Built by training/actors/build_leaders.py from {}; corrections go into {}.\n"
    for name, source, patch, data in (
        ("states", "the World Factbook (CC0)", "aliases.yaml", known),
        ("leaders", "the World Factbook (CC0) and REIGN (MIT)", "officials.yaml", rows_of(terms)),
    ):
        body = yaml.safe_dump(
            data, sort_keys=True, allow_unicode=True, default_flow_style=None, width=160
        )
        (given.folder / f"{name}.yaml").write_text(head.format(source, patch) + body, "utf-8")


if __name__ == "__main__":
    main()
