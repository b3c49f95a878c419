"""Development conversations: scheduled, prepared, held, written down, ended in commitments and signed by both."""
