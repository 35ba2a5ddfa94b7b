"""The office at work: a county set up from nothing, cases to their end; each click, load and lost word is counted."""
