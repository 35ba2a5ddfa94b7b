"""Papers of a case, as pages to print and as PDF."""
