"""Measure the actor list against mentions with a known country.

    python evaluation/actors.py MENTIONS.jsonl [--errors]

MENTIONS.jsonl holds one mention a line: ``text``, ``code`` with the country that it stands for (ISO
alpha-3, or nothing), and, if known, ``date``. Prints how often the best candidate is the country, how often the
country is among the candidates, and how often something is resolved that should not be.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from detente.actors import load_actors

_SAME = {"UNO": "UN", "EEC": "EU"}


def country_of(code: dict[str, object]) -> str | None:
    """Return the wanted country: "" for plainly none, ``None`` where the row does not say."""
    for key in ("cc", "country", "code['country']"):
        if key in code:
            return _SAME.get(str(code[key]), str(code[key] or ""))
    return "" if "code" in code and code["code"] is None else None


def main() -> None:
    """Resolve, count, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("mentions", type=Path)
    options.add_argument("--errors", action="store_true")
    given = options.parse_args()
    index = load_actors()
    rows = [json.loads(r) for r in given.mentions.read_text("utf-8").split("\n") if r.strip()]
    best = among = named = wrong = none = ambiguous = 0
    for row in rows:
        phrase, country = str(row["text"]), country_of(row["code"])
        if country is None:
            continue
        found = index.resolve(phrase, str(row["date"]) if row.get("date") else None)
        ids = list(dict.fromkeys(c.id for c in found))
        ambiguous += len(ids) > 1
        if not country:
            none += 1
            wrong += bool(ids)
            continue
        named += 1
        best += ids[:1] == [country]
        among += country in ids
        if given.errors and ids[:1] != [country]:
            print(f"{phrase!r}: want {country}, have {ids}")
    print(f"{len(rows)} mentions, {named} with a country, {none} without; {ambiguous} ambiguous")
    print(f"best candidate right   {100 * best / max(named, 1):5.1f} %")
    print(f"among the candidates   {100 * among / max(named, 1):5.1f} %")
    if none:
        print(f"resolved for nothing   {100 * wrong / none:5.1f} %")


if __name__ == "__main__":
    main()
