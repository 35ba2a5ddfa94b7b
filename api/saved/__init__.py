"""Filters of the case list that somebody has saved under a name."""
