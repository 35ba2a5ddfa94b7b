"""Values out of sentences, a file each: pure, from words to what is stored, None where there is none."""
