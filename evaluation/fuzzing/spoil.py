"""Spoil sound inputs: as bytes, as JSON values, as addresses."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from typing import Any
from urllib.parse import quote

NASTY = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\n\n", b"\t",
    b"'; DROP TABLE articles; --", b"%s%n", b"{{7*7}}", b"${x}", b"<script>", b"]]>", b"<!ENTITY x 'y'>",
    b"../../etc/passwd", b"\\u0000", b"\\ud800", b'"', b"'", b"9" * 400, b"9" * 5000, b"-1", b"1e999", b"NaN",
    b"null", b"[]", b"{}", b"[" * 3000, b"{" * 300, b"0000-00-00", b"2024-02-30", b"9999-12-31", b"10000-01-01",
    b"-0001-01-01", "Ch\u0456na".encode(), "Ｃｈｉｎａ".encode(), "Ke\u200bnya".encode(), "\u202eureP".encode(),
    "İı".encode(), "٢٠٢٤".encode(), "𝟐𝟎𝟐𝟒".encode(), "é".encode() * 50, ("a" + "\u0301" * 200).encode(),
    b" " * 2000, "\U0010ffff".encode(), "\u2028".encode(), b"&#x110000;", b"&#0;", b"NEAR(a b)", b'"*"',
    b"OR AND NOT", b"every other Thursday in the first half of the 1990s", b"the 31st of February",
    b"Wed, 99 Foo 0000", b"\r\n\r\n", b"Content-Length: -1", b"<item>", b"</item>", b"<!--", b"<![CDATA[",
    b"%00", b"%ff", b"%2e%2e%2f", b"&", b"=", b"#", b"?", b";", b":", b"//", b"\\",
)  # fmt: skip
#: Values that stand where another kind of value should.
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**6, 10**30, 1.5, float("nan"), float("inf"), "", " ", "KEN", "nobody", "2024-02-30",
    "9999-12-31", "\x00", "\ud800", "<script>", "a" * 3000, [], [None], [[]], ["KEN", "KEN"], {}, {"start": 5, "end": 2},
    {"start": -1, "end": 10**9}, {"start": "0", "end": None}, {"": {}}, [1, 2, 3],
)  # fmt: skip
_SPECIAL = b"%/?&=+;,:@<>\"'\\#[]{}|^`~!$*() \x00\x7f\xff0123456789-"
_MOST_BYTES = 20_000


def spoil(sound: tuple[bytes, ...], chance: random.Random) -> bytes:
    """Return a sound input, spoilt one to eight times: bytes flipped, cut, doubled, moved, mixed."""
    out = bytearray(chance.choice(sound))
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        at = chance.randrange(len(out) + 1)
        other = min(len(out), at + chance.choice((1, 2, 4, 16, 64, 400)))
        match chance.randrange(8):
            case 0:
                out[at:at] = chance.choice(NASTY)
            case 1:
                out[at:other] = chance.choice(NASTY)
            case 2:
                del out[at:other]
            case 3:
                out[at:at] = out[at:other]
            case 4 if out:
                out[min(at, len(out) - 1)] = chance.randrange(256)
            case 5:
                mixed = chance.choice(sound)
                out[at:] = mixed[chance.randrange(len(mixed) + 1) :]
            case 6:
                moved = out[at:other]
                del out[at:other]
                place = chance.randrange(len(out) + 1)
                out[place:place] = moved
            case _:
                out[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(12)))
    return bytes(out[: max(_MOST_BYTES, max(map(len, sound)))])


def spoil_values(sound: tuple[bytes, ...], chance: random.Random) -> bytes:
    """Return sound JSON with one to four values replaced, taken away, doubled or swapped.

    One in four is spoilt as bytes instead.
    """
    if chance.randrange(4) == 0:
        return spoil(sound, chance)
    whole = [json.loads(chance.choice(sound))]
    for _ in range(chance.choice((1, 1, 2, 4))):
        holder, key = _place(whole, chance)
        match chance.randrange(5):
            case 0 if holder is not whole:
                del holder[key]
            case 1 if isinstance(holder, list) and holder is not whole:
                holder.append(deepcopy(holder[key]))
            case 2:
                other, place = _place(whole, chance)
                holder[key] = deepcopy(other[place])
            case 3 if isinstance(holder[key], str):
                text = holder[key]
                at = chance.randrange(len(text) + 1)
                holder[key] = (
                    text[:at] + chance.choice(NASTY).decode("utf-8", "replace") + text[at:]
                )
            case _:
                holder[key] = deepcopy(chance.choice(ODD_VALUES))
    return json.dumps(whole[0]).encode()


def _place(whole: list[Any], chance: random.Random) -> tuple[Any, Any]:
    """Return a list or an object inside, and the place of one of its values."""
    holder: Any = whole
    key: Any = 0
    while isinstance(holder[key], (list, dict)) and holder[key] and chance.randrange(6):
        holder = holder[key]
        key = (
            chance.choice(list(holder))
            if isinstance(holder, dict)
            else chance.randrange(len(holder))
        )
    return holder, key


def spoil_address(sound: tuple[bytes, ...], chance: random.Random) -> bytes:
    """Return a path with its query, spoilt: values replaced, names doubled, special bytes put in."""
    path, mark, query = chance.choice(sound).partition(b"?")
    for _ in range(chance.choice((1, 1, 2, 3))):
        match chance.randrange(7):
            case 0:
                parts = path.split(b"/")
                parts[chance.randrange(len(parts))] = _quoted(chance)
                path = b"/".join(parts)
            case 1 if query:
                pairs = query.split(b"&")
                at = chance.randrange(len(pairs))
                pairs[at] = pairs[at].partition(b"=")[0] + b"=" + _quoted(chance)
                query = b"&".join(pairs)
            case 2:
                extra = chance.choice(sound).partition(b"?")[2]
                query, mark = query + b"&" + extra, b"?"
            case 3:
                place = chance.randrange(len(path) + 1)
                path = path[:place] + bytes([chance.choice(_SPECIAL)]) + path[place:]
            case 4:
                place = chance.randrange(len(query) + 1)
                query = query[:place] + bytes([chance.choice(_SPECIAL)]) + query[place:]
                mark = b"?"
            case 5:
                path = chance.choice(sound).partition(b"?")[0]
            case _:
                return spoil((path + mark + query,), chance)
    return path + mark + query


def _quoted(chance: random.Random) -> bytes:
    value = chance.choice(NASTY)[:2000]
    return value if chance.randrange(4) == 0 else quote(value).encode()
