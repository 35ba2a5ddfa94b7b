"""The door: channels in and out. It knows the API only over HTTP."""
