"""Which actors are alike: vectors from who does what with whom.

Each actor is a row over (group of relation, partner), with counts fading at 100 days, damped by a
logarithm and by how common the column is; its vector is the row's part in the leading directions
(truncated singular value decomposition by subspace iteration: Halko, Martinsson and Tropp 2011). A new day
starts from the directions of the day before, so one round is enough.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from detente.outlook.decay import Entries
from detente.outlook.facts import Floats, Ints

_HALF_LIFE = 100.0
_FIRST_ROUNDS = 6


class Likeness:
    """Vectors of actors, of length one, shape (entities, size); zero for actors without history."""

    def __init__(self, entities: int, root: Ints, size: int = 64, seed: int = 1) -> None:
        self.entities = entities
        self.root = root
        size = min(size, entities)
        start = np.random.default_rng(seed).standard_normal((entities, size))
        self._directions: Floats = np.linalg.qr(start)[0].astype(np.float32)
        self._fresh = True
        self.vectors = np.zeros((entities, size), np.float32)

    def renew(self, log: Entries, day: int) -> None:
        """Fit the vectors to the log as it stands before ``day``."""
        if not len(log.day):
            return
        groups = int(self.root.max()) + 1
        weight = np.exp2((log.day - day) / _HALF_LIFE)
        column = self.root[log.rel].astype(np.int64) * self.entities + log.obj
        shape = (self.entities, groups * self.entities)
        table = sparse.coo_matrix((weight, (log.subj, column)), shape=shape).tocsr()
        table.data = np.log1p(table.data)
        common = np.asarray(table.sum(axis=0)).ravel()
        table = table @ sparse.diags(1.0 / np.sqrt(common + 1.0))
        length = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
        table = (sparse.diags(1.0 / np.sqrt(np.maximum(length, 1e-9))) @ table).astype(np.float32)
        used = np.flatnonzero(common)
        table = table.tocsc()[:, used].tocsr()
        turned = table.T.tocsr()
        found = self._directions
        for _ in range(_FIRST_ROUNDS if self._fresh else 1):
            found = np.linalg.qr(table @ (turned @ found))[0]
        self._fresh = False
        self._directions = found
        # the length of a direction is its singular value; its square root keeps rare ones in play
        sides = turned @ found
        scale = np.sqrt(np.sqrt((sides * sides).sum(axis=0)))
        vectors = found * scale
        norm = np.linalg.norm(vectors, axis=1, keepdims=True)
        self.vectors = np.where(norm > 1e-6, vectors / np.maximum(norm, 1e-6), 0).astype(np.float32)
