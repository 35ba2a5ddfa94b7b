"""The talk with residents: pure, no clock, no chance, no I/O but reading its own catalogues."""
