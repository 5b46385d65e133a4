"""Who says what: the trained tagger, and what it finds made into statements."""
