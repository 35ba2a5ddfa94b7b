"""The law as tables: every kind of state, notice, event, task, ground, duty and channel. Plain Python."""
