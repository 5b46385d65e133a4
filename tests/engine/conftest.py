"""The news site of the tests of sources serves the tests of watching, too."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "sources"))
