"""An entry of the ledger of requests."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detente.relations.ledger_answers import Reply, ReplyStatus

Status = ReplyStatus
STATUSES: tuple[Status, ...] = (
    "accepted",
    "declined",
    "hedged",
    "unanswered",
    "open",
    "overtaken",
)
STANDING = frozenset({"open", "unanswered"})
SETTLED = frozenset({"accepted", "declined"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One article's telling of a request.

    Attributes:
        date: When it was asked, as told, else the publication date.
        article: Id of the article.
        published: When it was published, or ``None``.
        text: The words that ask (for an entry known by its refusal: the words of the refusal).
        reply: The words of the answer in the same article, or ``None``.
        status: What that article says of the answer.
    """

    date: str | None
    article: str
    published: str | None
    text: str
    reply: str | None
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A request in the ledger.

    Attributes:
        id: Id of the request; of the refusal, where that is all that is told.
        sentence: In words, as :class:`detente.record.Ask` has it.
        source: Who asks.
        target: Who is asked.
        about: What for.
        kinds: Kinds of matter (``language/matters.yaml``).
        concerning: Third actors it is about.
        status: Where it stands on the day of the ledger.
        answer: What that status rests on; ``None`` while open.
        replies: Every reply told, first first.
        first_asked: Date of the earliest telling.
        last_asked: Date of the latest telling.
        times: On how many different dates it was asked.
        waiting_days: Days from the first ask to the first reply that answers, or to the day of the
            ledger where none does; ``None`` where no date is told.
        sources: Distinct stories that tell it.
        implied: Known only by its refusal: the dates are then those of the refusal, the latest that
            it can have been asked.
        history: Each article's telling, oldest first.
    """

    id: str
    sentence: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    about: str
    kinds: tuple[str, ...]
    concerning: tuple[str, ...]
    status: Status
    answer: Reply | None
    replies: tuple[Reply, ...]
    first_asked: str | None
    last_asked: str | None
    times: int
    waiting_days: int | None
    sources: int
    implied: bool
    history: tuple[Line, ...]

    @property
    def standing(self) -> bool:
        """Whether it still waits for an answer (``open`` or ``unanswered``)."""
        return self.status in STANDING

    def with_reply(self, reply: Reply) -> Entry:
        """Return the entry with one more reply, which gives its status."""
        return replace(self, status=reply.status, answer=reply, replies=(*self.replies, reply))
