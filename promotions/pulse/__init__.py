"""The growth pulse: what is asked, of whom, how an answer becomes part of a sum, and what may be shown of the sums."""
