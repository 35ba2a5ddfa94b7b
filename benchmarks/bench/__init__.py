"""How fast the service is, beside the plainest thing that does the same: see `__main__`."""
