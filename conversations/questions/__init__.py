"""The kinds of questions: each reads a reply, checks what is held and says what to show."""
