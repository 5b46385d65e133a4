"""One SQLite file that keeps every finding with its evidence."""
