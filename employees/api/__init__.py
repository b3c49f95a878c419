"""People as JSON: one's own path and those one may see, gaps, routes, credentials, notices, disputes, comments."""
