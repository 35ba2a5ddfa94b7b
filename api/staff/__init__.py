"""Staff: logging in, who they are."""
