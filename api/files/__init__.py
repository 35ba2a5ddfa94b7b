"""Files of cases: taken in sealed, looked at without metadata."""
