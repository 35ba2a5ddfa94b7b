"""`make edges`: faults of every kind, and what they did."""
