"""Pages for HR: mobility and the nightly run."""
