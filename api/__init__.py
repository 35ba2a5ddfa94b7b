"""The counter: a FastAPI application that residents' bots and staff use. A folder per noun, the same files in each."""
