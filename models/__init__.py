"""The nouns and their rules. Imports nothing of ours."""
