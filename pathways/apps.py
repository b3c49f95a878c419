from django.apps import AppConfig

from skills import stamp


class PathwaysConfig(AppConfig):
    name = "pathways"
    verbose_name = "Job architecture"

    def ready(self) -> None:
        stamp.renewed_by(self)
