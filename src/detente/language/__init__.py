"""The English pipeline and the finder of dates."""
