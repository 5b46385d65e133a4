"""Détente reads the news into a record of diplomacy."""

__version__ = "0.1.0"
