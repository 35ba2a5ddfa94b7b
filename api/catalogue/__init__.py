"""Topics, areas and the receiving desk: what a bot needs to ask its questions."""
