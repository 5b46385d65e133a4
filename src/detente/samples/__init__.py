"""Sample dispatches, written for this project, that the demonstration reads.

Each article is one text file: a short header, a blank line, the body. What event each of them is
about, and which of them are near-copies of one another, is listed in ``PROVENANCE.md`` next door.
"""

from importlib.resources import files
from pathlib import Path

__all__ = ["provenance_path", "sample_paths"]


def sample_paths() -> tuple[Path, ...]:
    """Return the sample articles, oldest first.

    Their names begin with the day of publication, so the order of names is the order of time.

    Example:
        >>> sample_paths()[0].name
        '2016-01-06-fourth-nuclear-test.txt'
    """
    return tuple(sorted(_folder().joinpath("articles").glob("*.txt")))


def provenance_path() -> Path:
    """Return the note on where the samples come from and what each is about.

    Example:
        >>> provenance_path().name
        'PROVENANCE.md'
    """
    return _folder() / "PROVENANCE.md"


def _folder() -> Path:
    # The articles are handed on as paths, so the package must lie unpacked on disk, as wheels do.
    return Path(str(files(__name__)))
