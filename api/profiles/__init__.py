"""The deadline profiles, as they are read."""
