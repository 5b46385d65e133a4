"""What can be said: the sixteen PLOVER types with modes, CAMEO codes, Goldstein weights, quad classes.

>>> from detente.codebook import load_codebook
>>> load_codebook().quad("REQUEST")
3
"""

from detente.codebook.load import check_codebook, load_codebook
from detente.codebook.types import Codebook, Coding, EventType, Mode

__all__ = ["Codebook", "Coding", "EventType", "Mode", "check_codebook", "load_codebook"]
