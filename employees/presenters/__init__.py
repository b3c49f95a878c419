"""What pages and the API show of people: read once, here, so that HTML and JSON cannot disagree."""
