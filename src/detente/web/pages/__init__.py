"""One module a page: a function that asks the record, and the dataclass that the template shows."""
