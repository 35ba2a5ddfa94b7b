"""What the office is made of, kept by its administrators: places, topics, units, officials, contacts, templates."""
