"""What happened to cases, told to other systems: a feed to read and webhooks to be called."""
