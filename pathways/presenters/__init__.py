"""What pages and the API show of the framework: read once, here, so that HTML and JSON cannot disagree."""
