"""Sessions: a signed cookie that says who signed in and until when, and the marks of its forms.

The key of the signature is made when the server starts and is kept nowhere, so all sessions end with
the server. A session holds only while the person's token does: revoking the token ends it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from detente.access import Person

#: How long a session holds, in seconds: a working day.
LASTS = 12 * 3600
_MOST_ENDED = 10_000


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its cookie tells it."""

    id: str
    name: str
    token: str
    until: float


class Sessions:
    """Makes, reads and ends sessions."""

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self._key = secrets.token_bytes(32)
        self._clock = clock
        self._ended: dict[str, float] = {}
        self._lock = threading.Lock()

    def start(self, person: Person) -> str:
        """Return the cookie of a new session."""
        held = {
            "id": secrets.token_urlsafe(16),
            "name": person.name,
            "token": person.digest[:16],
            "until": self._clock() + LASTS,
        }
        body = base64.urlsafe_b64encode(json.dumps(held).encode()).decode()
        return f"{body}.{self.mark('session', body)}"

    def read(self, cookie: str) -> Session | None:
        """Return the session of a cookie, or ``None`` when it is none, is over, or was ended."""
        body, _, mark = cookie.partition(".")
        if not hmac.compare_digest(mark.encode(), self.mark("session", body).encode()):
            return None
        try:
            session = Session(**json.loads(base64.urlsafe_b64decode(body)))
        except (ValueError, TypeError, binascii.Error):
            return None
        if session.until < self._clock() or session.id in self._ended:
            return None
        return session

    def end(self, session: Session) -> None:
        """End a session, so that a copy of its cookie is worth nothing."""
        now = self._clock()
        with self._lock:
            self._ended = {i: until for i, until in self._ended.items() if until >= now}
            while len(self._ended) >= _MOST_ENDED:
                del self._ended[next(iter(self._ended))]
            self._ended[session.id] = session.until

    def person(self, session: Session, people: tuple[Person, ...]) -> Person | None:
        """Return the person of a session, while the token it began with still holds."""
        for person in people:
            if person.name == session.name and person.digest.startswith(session.token):
                return person
        return None

    def mark(self, use: str, of: str) -> str:
        """Return the signature of something for one use, in hexadecimal."""
        return hmac.new(self._key, f"{use}\n{of}".encode(), hashlib.sha256).hexdigest()
