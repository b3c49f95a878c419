"""Pages about people: signing in, My path, the people a reader may see, and their gaps."""
