"""What can be said: the sixteen PLOVER types with modes, CAMEO codes, Goldstein weights, quad classes.

>>> from detente.codebook import load_codebook
>>> load_codebook().quad("REQUEST")
3
"""

from detente.codebook.check import check_codebook
from detente.codebook.load import load_codebook, read_codebook
from detente.codebook.types import CameoCode, Codebook, Coding, EventType, Mode

__all__ = [
    "CameoCode",
    "Codebook",
    "Coding",
    "EventType",
    "Mode",
    "check_codebook",
    "load_codebook",
    "read_codebook",
]
