"""The resident's side, spoken for by a bot: filing, looking, adding, rating, asking for a person."""
