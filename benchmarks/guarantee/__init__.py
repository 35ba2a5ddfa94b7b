"""The response guarantee, replayed: real messages at their real times, then months of made-up cases with faults."""
