"""Frameworks outside the database: one neutral description, and the forms it is read from and written to."""
