"""The words and how days and numbers are written in each language."""
