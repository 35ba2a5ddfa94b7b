"""What the office says in its own words, in force at once: texts in three languages, and help lines."""
