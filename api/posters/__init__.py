"""Posters for a place: who scans one begins a concern there."""
