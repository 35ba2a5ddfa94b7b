"""How well the door hears: each row of a CSV is said to the real service, and what came of it is judged."""
