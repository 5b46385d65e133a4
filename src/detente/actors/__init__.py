"""Who can act and speak: states, bodies, named groups, leaders and their terms."""
