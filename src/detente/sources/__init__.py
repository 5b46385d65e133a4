"""Articles in: text, HTML, JSON lines."""
