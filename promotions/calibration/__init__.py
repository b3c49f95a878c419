"""How managers rate: how far each one's ratings lie from what else is known of the same skills of the same people."""
