"""The roof: settings, addresses and entry points. Nothing imports it but the process that starts."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
