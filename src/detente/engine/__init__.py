"""Read many articles: one process, or a pool, over the same pure function."""

from detente.engine.many import read_many

__all__ = ["read_many"]
