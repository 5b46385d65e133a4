"""Where an act took place."""

from __future__ import annotations

import pytest

from detente.reading.read import read_article
from detente.records import Article


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Kenya's president met Peru's envoy in Geneva on Friday.", "Geneva"),
        ("Kenya's president met Peru's envoy on Friday.", None),
        ("Kenya's president arrived in Lima on Friday.", None),  # Peru is whom he visits
    ],
)
def test_places(text: str, place: str | None) -> None:
    (event,) = read_article(Article(id="x", text=text, published="2026-01-07")).events
    assert event.place == place
