"""Today: what waits for a member of staff, each thing once, in one place."""
