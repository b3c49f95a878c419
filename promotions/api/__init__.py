"""Decisions as JSON: mobility figures, nightly runs, policy."""
