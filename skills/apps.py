from django.apps import AppConfig

from skills import stamp


class SkillsConfig(AppConfig):
    name = "skills"
    verbose_name = "Skills catalogue"

    def ready(self) -> None:
        stamp.renewed_by(self)
