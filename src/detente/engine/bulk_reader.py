"""Which reader this is: a version that changes whenever its readings may."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import detente

#: The packages and modules on which a reading depends.
_PARTS = ("records.py", "codebook", "actors", "sources", "language", "reading")
#: Others' work on which it depends: the parser, the page extractor, what runs the models.
_OTHERS = ("spacy", "trafilatura", "onnxruntime", "tokenizers")


@lru_cache(maxsize=1)
def reader_version() -> str:
    """Return the version of the program and a hash of all rules, lists and models that it reads by.

    Two machines with the same version read the same article alike.
    """
    home = Path(detente.__file__).parent
    digest = hashlib.sha256()
    for part in _PARTS:
        whole = home / part
        files = [whole] if whole.is_file() else sorted(whole.rglob("*"))
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(home).as_posix().encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    for name in _OTHERS:
        try:
            digest.update(f"{name} {version(name)}".encode())
        except PackageNotFoundError:  # then reading says so itself
            continue
    return f"{detente.__version__}+{digest.hexdigest()[:12]}"
