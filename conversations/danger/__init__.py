"""Danger heard in what people write: to themselves, to others, now, to a child, at home."""
