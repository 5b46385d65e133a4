"""The local level of :mod:`detente.relations.smooth` as a model of ``statsmodels``.

It stands by itself because a class needs what it is made from at once, and ``statsmodels`` takes a second
and more to import.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from statsmodels.tsa.statespace.mlemodel import MLEModel  # type: ignore[import-untyped]

Numbers = npt.NDArray[np.float64]


class LocalLevel(MLEModel):  # type: ignore[misc]
    """A local level whose errors have known variances; one parameter, the log variance of a step."""

    def __init__(self, endog: Numbers, variance: Numbers) -> None:
        super().__init__(endog, k_states=1)
        self["design", 0, 0] = 1.0
        self["transition", 0, 0] = 1.0
        self["selection", 0, 0] = 1.0
        self.ssm["obs_cov"] = variance[None, None, :]
        # before anything is seen: in the middle, and anywhere between all conflict and none
        self.ssm.initialize_known(np.zeros(1), np.array([[1.0]]))

    @property
    def start_params(self) -> Numbers:
        """Log variance of a step to begin with."""
        return np.array([np.log(0.01)])

    @property
    def param_names(self) -> list[str]:
        """Name of the parameter."""
        return ["log variance of a step"]

    def update(self, params: Numbers, **kwargs: Any) -> None:
        """Set the parameter, kept between a level that stays and one that jumps."""
        params = super().update(params, **kwargs)
        self["state_cov", 0, 0] = np.exp(np.clip(params[0], -14.0, 0.0))
