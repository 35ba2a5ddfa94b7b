"""Lists and reports taken along, as tables for Excel."""
