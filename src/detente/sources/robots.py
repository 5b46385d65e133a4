"""What a site lets a reader fetch: its robots file (RFC 9309).

The longest rule that matches decides, and of two as long the one that allows. ``*`` stands for any
characters, ``$`` for the end. ``Crawl-delay``, which the RFC does not have, is heeded too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_MOST_BYTES = 512_000
_MOST_RULES = 5_000
_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """The rules that a site has for one reader.

    Attributes:
        rules: Whether each allows, and its pattern.
        delay: Seconds that it asks for between two requests.
    """

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float = 0.0

    def allows(self, target: str) -> bool:
        """Tell whether a path (with its query) may be fetched.

        >>> Robots(rules=((False, "/private"), (True, "/private/press"))).allows("/private/press/1")
        True
        """
        path = unquote(target)
        best = (0, True)
        for allowed, pattern in self.rules:
            if _matches(pattern, path):
                best = max(best, (len(pattern), allowed))
        return best[1]


def parse_robots(raw: bytes, agent: str) -> Robots:
    """Return the rules of a robots file for a reader.

    Args:
        raw: The file.
        agent: Name of the reader, without version.
    """
    groups: dict[str, list[tuple[bool, str]]] = {}
    delays: dict[str, float] = {}
    names: list[str] = []
    started = False
    for line in raw[:_MOST_BYTES].decode("utf-8", "replace").splitlines():
        found = _LINE.match(line.lstrip("\ufeff"))
        if found is None:
            continue
        key, value = found[1].lower(), found[2].strip()
        if key == "user-agent":
            if started:
                names, started = [], False
            names.append(value.lower())
            groups.setdefault(value.lower(), [])
        elif key in ("allow", "disallow"):
            started = True
            for name in names:
                if value and len(groups[name]) < _MOST_RULES:
                    groups[name].append((key == "allow", unquote(value)))
        elif key == "crawl-delay":
            started = True
            if re.fullmatch(r"\d{1,5}(\.\d{1,3})?", value):
                delays.update(dict.fromkeys(names, float(value)))
    mine = agent.lower() if agent.lower() in groups else "*"
    return Robots(rules=tuple(groups.get(mine, ())), delay=delays.get(mine, 0.0))


def _matches(pattern: str, path: str) -> bool:
    """Match piece by piece, so that a pattern of many stars costs no more than its length."""
    ends = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not rest:
        return not ends or at == len(path)
    *middle, last = rest
    for piece in middle:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if ends:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0
