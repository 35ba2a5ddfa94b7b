"""People who bring cases: found by one field, shown on one page. Of what the caller sees, and masked."""
