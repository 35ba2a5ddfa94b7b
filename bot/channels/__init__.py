"""Ways in and out: the web chat, the console."""
