"""The engine of the dialogs: replay, what is remembered, what may be asked of the world, what comes out."""
