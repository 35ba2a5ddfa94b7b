"""Cases as staff see and move them."""
