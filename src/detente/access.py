"""Who may see a record and who may correct it: a file of people, each with the hash of a token.

A token is 32 random bytes, so its SHA-256 tells nothing of it: there is nothing to guess from, and a
slow hash (made for passwords that people choose) would only slow the pages down. The token itself is
shown once, when it is made, and kept nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from detente.errors import AccessError

Role = Literal["reader", "editor"]
ROLES: tuple[Role, ...] = ("reader", "editor")
#: What every token begins with, so that one found in a file or a message can be told for what it is.
TOKEN_PREFIX = "dtt_"
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One who may see the record.

    Attributes:
        name: The name that judgements are kept under; one person a name.
        role: ``reader`` sees; ``editor`` also confirms, corrects and strikes out.
        digest: SHA-256 of the token, in hexadecimal.
        last: The last four characters of the token, to tell tokens apart.
        created: When the token was made, ISO 8601 in UTC.
    """

    name: str
    role: Role
    digest: str
    last: str
    created: str


def access_path(record_path: Path) -> Path:
    """Return where the people of a record are kept: ``x.db`` has ``x.access.json``.

    >>> access_path(Path("my/detente.db")).name
    'detente.access.json'
    """
    return record_path.with_suffix(".access.json")


def digest_of(token: str) -> str:
    """Return the SHA-256 of a token, in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def holder(people: tuple[Person, ...], token: str) -> Person | None:
    """Return whose token it is; each hash is compared in constant time, and all of them are."""
    digest = digest_of(token)
    found = None
    for person in people:
        if hmac.compare_digest(person.digest, digest):
            found = person
    return found


def read_people(path: Path) -> tuple[Person, ...]:
    """Return the people of a file, in the order of adding.

    Raises:
        AccessError: When it is missing, cannot be read, is malformed, or others can read or write it.
    """
    try:
        others = path.stat().st_mode & 0o077
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise AccessError(
            f"{path}: no such file; make it with: detente access add NAME --access {path}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise AccessError(f"{path}: cannot be read: {error}") from error
    if others and os.name == "posix":
        raise AccessError(f"{path}: other users of this machine can open it; chmod 600 {path}")
    try:
        people = tuple(_person(entry) for entry in json.loads(text)["people"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise AccessError(
            f"{path}: not a file of detente access ({error}); take it away and add people anew"
        ) from error
    if len({p.name for p in people}) != len(people):
        raise AccessError(f"{path}: a name stands there twice; take one of them out")
    return people


def _person(entry: Any) -> Person:
    if not isinstance(entry, dict) or not all(isinstance(v, str) for v in entry.values()):
        raise ValueError("a person is no object of texts")
    person = Person(**entry)
    if person.role not in ROLES:
        raise ValueError(f"role {person.role!r} is none of {', '.join(ROLES)}")
    if len(person.digest) != 64 or not set(person.digest) <= set("0123456789abcdef"):
        raise ValueError(f"the digest of {person.name!r} is no SHA-256")
    return person


def add_person(path: Path, name: str, role: Role) -> tuple[Person, str]:
    """Add a person to a file, making it where needed.

    Returns:
        The person, and the token: it is kept nowhere, so hand it over now.

    Raises:
        AccessError: When the name is taken or no name, or the file cannot be read or written.
    """
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise AccessError(
            f"{name[:80]!r}: want a name of 1 to {_LONGEST_NAME} printable characters"
        )
    people = read_people(path) if path.exists() else ()
    if any(p.name == name for p in people):
        raise AccessError(f"{name}: has a token already; revoke it first: detente access revoke")
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    person = Person(
        name=name,
        role=role,
        digest=digest_of(token),
        last=token[-4:],
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    _write(path, (*people, person))
    return person, token


def revoke_person(path: Path, name: str) -> Person:
    """Take a person out of a file; a running server shuts the person out at the next request.

    Raises:
        AccessError: When there is no such person, or the file cannot be read or written.
    """
    people = read_people(path)
    gone = next((p for p in people if p.name == name), None)
    if gone is None:
        held = ", ".join(p.name for p in people) or "nobody"
        raise AccessError(f"{name}: nobody of that name in {path}; it holds {held}")
    _write(path, tuple(p for p in people if p is not gone))
    return gone


def _write(path: Path, people: tuple[Person, ...]) -> None:
    """Write the file anew in one step, for its owner alone (mkstemp makes it with mode 0600)."""
    entries = [
        {"name": p.name, "role": p.role, "digest": p.digest, "last": p.last, "created": p.created}
        for p in people
    ]
    text = json.dumps({"people": entries}, ensure_ascii=False, indent=1) + "\n"
    try:
        number, made = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(made).replace(path)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise AccessError(f"{path}: cannot be written: {error.strerror}") from error


class People:
    """The people of a file as they stand now: read again whenever the file changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mark: tuple[int, int, int] | None = None
        self._people: tuple[Person, ...] = ()

    def now(self) -> tuple[Person, ...]:
        """Return the people.

        Raises:
            AccessError: As :func:`read_people`.
        """
        try:
            found = self._path.stat()
        except OSError:
            return read_people(self._path)  # says what is wrong
        mark = (found.st_mtime_ns, found.st_size, found.st_ino)
        if mark != self._mark:
            self._people = read_people(self._path)
            self._mark = mark
        return self._people
