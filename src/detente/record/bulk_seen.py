"""Which rows were seen before: their ids as 64-bit numbers, eight bytes a row."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

Keys = NDArray[np.uint64]


def keys_of(ids: pl.Series) -> Keys:
    """Return a number for each id: itself where it is one, else a hash.

    Two different texts share a hash with odds of one in 10^7 among ten million rows; numbers never do.
    """
    frame = ids.alias("id").to_frame()
    number = (
        pl.when(pl.col("id").str.contains(r"^[1-9]\d{0,17}$"))
        .then(pl.col("id"))
        .cast(pl.UInt64, strict=False)
    )
    keys: Keys = frame.select(pl.coalesce(number, pl.col("id").hash(seed=0)))["id"].to_numpy()
    return keys


class SeenIds:
    """A growing set of keys, kept as a few sorted arrays."""

    def __init__(self) -> None:
        self._runs: list[Keys] = []

    def hold(self, keys: Keys) -> NDArray[np.bool_]:
        """Tell for each key whether it is in the set."""
        out = np.zeros(len(keys), dtype=bool)
        for run in self._runs:
            at = np.searchsorted(run, keys)
            at[at == len(run)] = 0
            out |= run[at] == keys
        return out

    def add(self, keys: Keys) -> NDArray[np.bool_]:
        """Add keys and tell which of them are new; of equal ones only the first is."""
        unique, first = np.unique(keys, return_index=True)
        fresh = ~self.hold(unique)
        new = np.zeros(len(keys), dtype=bool)
        new[first[fresh]] = True
        run = unique[fresh]
        # like runs are merged, so that there are few of them and each key is moved a few times only
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        if len(run):
            self._runs.append(run)
        return new
