"""From an article to a reading: who did, asked, said and claimed what."""
