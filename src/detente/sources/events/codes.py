"""CAMEO codes of a column: PLOVER type and mode by the codebook, and the quad class.

Statements (root 01) have no type, since PLOVER leaves them out; their quad class is that of CAMEO, as
is that of any code that the codebook does not hold.
"""

from __future__ import annotations

import polars as pl

from detente.codebook import load_codebook

#: Last root of each quad class of CAMEO: words and deeds of cooperation, then of conflict.
_LAST_ROOTS = ((5, 1), (8, 2), (13, 3), (20, 4))
_ROOT = 2


def cameo_quad(code: str) -> int:
    """Return the quad class that CAMEO gives a code, 0 when it is no code.

    >>> cameo_quad("010"), cameo_quad("0841"), cameo_quad("112"), cameo_quad("190"), cameo_quad("X")
    (1, 2, 3, 4, 0)
    """
    root = code[:_ROOT]
    if not (len(root) == _ROOT and root.isascii() and root.isdigit()) or root == "00":
        return 0
    return next((quad for last, quad in _LAST_ROOTS if int(root) <= last), 0)


def coded(codes: pl.Series) -> pl.DataFrame:
    """Return ``type, mode, quad, known`` for a column of CAMEO codes, row by row.

    ``known`` is false for a code that the codebook has nothing on, not even its root.
    """
    book = load_codebook()
    unique = codes.unique()
    rows = []
    for code in unique:
        found = book.from_cameo(code)
        type_, mode = found if found is not None else ("", None)
        quad = book.quad(type_) if type_ else cameo_quad(code)
        rows.append((code, type_, mode or "", quad, any(code[:n] in book.cameo for n in (4, 3, 2))))
    schema = {
        "code": pl.String(),
        "type": pl.String(),
        "mode": pl.String(),
        "quad": pl.Int8(),
        "known": pl.Boolean(),
    }
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return (
        codes.alias("code")
        .to_frame()
        .join(table, on="code", how="left", maintain_order="left")
        .drop("code")
    )
