"""Who can say it and do it: states, bodies, named groups, their leaders; names to identifiers.

>>> from detente.actors import load_actors
>>> load_actors().name("KOR")
'South Korea'
"""

from detente.actors.index import ActorIndex
from detente.actors.load import load_actors
from detente.actors.types import Actor, Candidate, Entry, Leader

__all__ = ["Actor", "ActorIndex", "Candidate", "Entry", "Leader", "load_actors"]
