"""Pages for staff, made on the server: they work without scripts, from the keyboard and on a phone."""
