"""The trained coder: acts and claims that no rule foresees, and the type of a marked sentence."""
