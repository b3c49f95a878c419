"""The door: who is let in, by which means, for how long, and what is written down of it."""
