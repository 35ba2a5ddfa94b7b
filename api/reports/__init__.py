"""Reports: how cases ended, and whether every case was answered in time. Counts only."""
