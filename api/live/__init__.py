"""A person behind the door: chats that wait for staff or are with them, and the crisis duty."""
