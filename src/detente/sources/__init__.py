"""Articles in: text, HTML, JSON lines, standard input; bad input is named and passed over.

>>> from detente.sources import load_articles
"""

from detente.sources.load import load_articles

__all__ = ["load_articles"]
