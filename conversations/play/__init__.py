"""Plays a talk without channels or API, in a fictional county."""
