"""Spoilt inputs for every reader of the program; ``evaluation/fuzz.py`` is the command."""
