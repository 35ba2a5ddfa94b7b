"""Accounts of staff: made, changed, switched off with what they hold handed over."""
