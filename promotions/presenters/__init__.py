"""What pages and the API show of mobility and of the nightly run: read once, here, so that HTML and JSON cannot disagree."""
