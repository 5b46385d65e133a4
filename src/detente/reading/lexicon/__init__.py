"""What signals what: triggers with their roles, in YAML, each with examples that are its tests."""

from detente.reading.lexicon.load import Example, Lexicon, Rule, load_lexicon

__all__ = ["Example", "Lexicon", "Rule", "load_lexicon"]
