"""Several units on one matter: co-units, whistle and muster (吹哨报到), a lead official, suggestions for all."""
