"""A turn of the conversation: one message in, a changed talk and screens out."""
