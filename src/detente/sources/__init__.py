"""Articles in: text, HTML, JSON lines, web archives, feeds; bad input is named and passed over.

>>> from detente.sources import load_articles
"""

from detente.sources.load import load_articles, load_originals

__all__ = ["load_articles", "load_originals"]
