"""One SQLite file that keeps every finding with its evidence.

>>> from detente.record import Record
"""

from detente.record.store import Record
from detente.record.summaries import (
    ActorHit,
    Count,
    Found,
    Mover,
    PairRow,
    SentenceHit,
    Summary,
)
from detente.record.views import (
    Act,
    ActDetail,
    ActLink,
    Added,
    ArticleRow,
    Ask,
    AskTelling,
    ClaimRow,
    Judgement,
    Page,
    StatementRow,
    Telling,
)
from detente.record.vocabulary import StandardVocabulary, Vocabulary

__all__ = [
    "Act",
    "ActDetail",
    "ActLink",
    "ActorHit",
    "Added",
    "ArticleRow",
    "Ask",
    "AskTelling",
    "ClaimRow",
    "Count",
    "Found",
    "Judgement",
    "Mover",
    "Page",
    "PairRow",
    "Record",
    "SentenceHit",
    "StandardVocabulary",
    "StatementRow",
    "Summary",
    "Telling",
    "Vocabulary",
]
