"""Build ``states.yaml`` and ``leaders.yaml`` from the World Factbook (CC0) and REIGN (MIT).

    python training/actors/build_leaders.py FACTBOOK_COUNTRIES.jsonl FACTBOOK_LEADERS.jsonl \
        REIGN.csv OUT_FOLDER

In the Factbook surnames stand in capitals and a term ends where the next one begins; REIGN gives
months. Names by hand, and whoever both leave out, are in ``aliases.yaml`` and ``officials.yaml``.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

_FIRST_YEAR = 1990
_DROP = re.compile(
    r"\(.*?\)|\[.*?\]|;.*|,.*| and (?:Prime|President|Deputy).*| of (?:the )?[A-Z].*"
)
_TITLE = re.compile(
    r"^(?:(?:acting|interim|transition(?:al)?|represented by|co-prince|his|her|the|sir|dame|dr|gen|lt|"
    r"col|maj|brig|adm|field|marshal|capt|prime|first|second|third|vice|deputy|executive|federal|"
    r"supreme|general|governor|president|premier|chancellor|minister|king|queen|sultan|emir|amir|"
    r"prince|grand|duke|crown|taoiseach|captain|regent|chairman|chairperson|chairmen|leader|state|"
    r"affairs|commission|people's|sovereign|council|secretary|party|head|government|mullah|sheikh|"
    r"shaykh|pope|emperor|tuanku|paramount|chief|ruler|ministers|presidents|excellency|majesty|highness|minister-elect|"
    r"co-chairmen|presidency|administrator|principal|lord|captains|monarch|national|army|ret|"
    r"resident|de|facto|assistant|ayatollah|justice|speaker|self-proclaimed)\.?\s+)+",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Return a text without accents."""
    kept = unicodedata.normalize("NFKD", text)
    return "".join(c for c in kept if not unicodedata.combining(c))


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


def person(holder: str) -> tuple[str, str] | None:
    """Return full name and surname of "President Duma BOKO", or ``None``."""
    text = _DROP.sub("", holder.replace("’", "'")).strip()
    text = _TITLE.sub("", text + " ").strip().rstrip(".")
    words = text.split()
    loud = [w for w in words if len(w.strip(".")) > 1 and w.upper() == w and w.isascii()]
    loud = loud or [w for w in words if len(w) > 1 and w.upper() == w]
    if not loud or not 1 <= len(words) <= 6 or any(c.isdigit() for c in text):
        return None
    full = " ".join(
        w.title() if w in loud and "'" not in w else w.title() if w.isupper() else w for w in words
    )
    return plain(full), plain(" ".join(w.title() for w in loud))


def from_factbook(rows: list[dict[str, Any]], gec: dict[str, str]) -> list[dict[str, Any]]:
    """Return terms from the Factbook."""
    out = []
    for row in rows:
        code, since = gec.get(row["gec"]), row["since"]
        named = person(row["holder"]) if code else None
        if row["holder"].startswith(("note", "Note")):
            continue
        if code and named and "Vice" not in row["holder"] and since:
            current = (row["last_seen"] or "") >= "2026"
            until = None if current else max(row["last_seen"] or since, since)
            out.append(
                {
                    "state": code,
                    "name": named[0],
                    "surname": named[1],
                    "since": since,
                    "until": until,
                }
            )
    return out


def from_reign(path: Path, cow: dict[str, str]) -> list[dict[str, Any]]:
    """Return terms since 1990 from REIGN."""
    out = []
    for row in csv.DictReader(path.read_text("latin-1").splitlines()):
        if not row["eyear"] or int(float(row["eyear"])) < _FIRST_YEAR:
            continue
        name = plain(re.sub(r"\s*\(.*?\)|[^\w' .À-ÿ-]", "", row["leader"])).strip()
        if not name or len(name) < 2:
            continue
        until = f"{int(float(row['eyear']))}-{int(float(row['emonth'])):02d}"
        out.append(
            {
                "state": cow.get(row["stateabb"], row["stateabb"]),
                "name": name,
                "surname": name if " " not in name else "",
                "since": f"{int(float(row['syear']))}-{int(float(row['smonth'])):02d}",
                "until": None if until >= "2021-03" else until,
            }
        )
    return out


def merged(terms: list[dict[str, Any]], codes: set[str]) -> dict[str, list[list[str | None]]]:
    """Join the terms of one person; a bare surname gives way to a full name of that state."""
    by_state: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for term in sorted(terms, key=lambda t: -len(t["name"])):
        if term["state"] not in codes:
            continue
        known = by_state[term["state"]]
        same = next(
            (n for n in known if set(term["name"].lower().split()) <= set(n.lower().split())), None
        )
        if same is None:
            known[term["name"]] = dict(term)
            continue
        old = known[same]
        old["since"] = min(old["since"], term["since"])
        old["surname"] = old["surname"] or term["surname"]
        over = old["until"] is not None and term["until"] is not None
        old["until"] = max(old["until"], term["until"]) if over else None
    return {
        state: [
            [t["name"], t["surname"], t["since"], t["until"]]
            for t in sorted(people.values(), key=lambda t: (t["since"], t["name"]))
        ]
        for state, people in sorted(by_state.items())
    }


def main() -> None:
    """Build both files."""
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("countries", "leaders", "reign", "out"):
        options.add_argument(name, type=Path)
    given = options.parse_args()
    codes = yaml.safe_load((Path(__file__).parent / "codes.yaml").read_text("utf-8"))
    read = [
        [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
        for path in (given.countries, given.leaders)
    ]
    known = states(read[0], codes["gec"])
    terms = from_factbook(read[1], codes["gec"]) + from_reign(given.reign, codes["cow"])
    leaders = merged(terms, set(known) | {"XKX", "TWN", "PSE"})
    head = "# Built by training/actors/build_leaders.py from {}; corrections go into {}.\n"
    for name, source, patch, data in (
        ("states", "the World Factbook (CC0)", "aliases.yaml", known),
        ("leaders", "the World Factbook (CC0) and REIGN (MIT)", "officials.yaml", leaders),
    ):
        body = yaml.safe_dump(
            data, sort_keys=True, allow_unicode=True, default_flow_style=None, width=160
        )
        (given.out / f"{name}.yaml").write_text(head.format(source, patch) + body, "utf-8")


if __name__ == "__main__":
    main()
