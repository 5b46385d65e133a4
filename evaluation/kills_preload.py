"""What the server from which processes are forked loads once: lists, and the models by reading a little."""

from __future__ import annotations

import detente.cli.watch
import detente.engine.digest
import detente.engine.watch
import kills_bulk
import kills_watch
from detente.actors import load_actors
from detente.codebook import load_codebook
from detente.language.matters import load_matters
from detente.reading.read import read_article
from detente.records import Article
from detente.sources.events.actors import load_lookup
from detente.sources.page import read_page

for load in (load_actors, load_codebook, load_matters, load_lookup):
    load()
_TEXT = (
    'Kenya signed an agreement with Peru in Lima on Tuesday. "We will see," the foreign minister of '
    "Peru said. Kenya asked Peru to open the port."
)
read_page(f"<html><body><article><h1>A pact</h1><p>{_TEXT}</p></article></body></html>", "a page")
read_article(Article(id="first", title="Kenya signs a pact with Peru", text=_TEXT))
__all__ = ["detente", "kills_bulk", "kills_watch"]
