"""Cases that belong together: the same matter again, the same matter of others, new facts on an old one."""
