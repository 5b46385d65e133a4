"""Who is spoken of: names, offices, pronouns and groups, resolved inside the article first.

>>> from detente.reading.mentions import find_mentions
"""

from detente.reading.mentions.find import find_mentions
from detente.reading.mentions.types import Mention, Mentions

__all__ = ["Mention", "Mentions", "find_mentions"]
