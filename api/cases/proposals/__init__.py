"""What takes two persons: one of the staff proposes with a reason, another decides; only then does the case move."""
