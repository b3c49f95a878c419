"""Pages about the framework: job families and roles."""
