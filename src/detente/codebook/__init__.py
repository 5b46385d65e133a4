"""What can be said: PLOVER types and modes, CAMEO codes, Goldstein weights."""
