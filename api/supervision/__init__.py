"""Supervision (督办) and the clockwork: what is late goes up to a named person who is there, and further until one of
them has acknowledged it; its resident is told before."""
