from importlib import import_module

from django.apps import AppConfig

from skills import stamp


class PromotionsConfig(AppConfig):
    name = "promotions"
    verbose_name = "Promotion decisions"

    def ready(self) -> None:
        import_module("promotions.receivers")
        import_module("promotions.announcements")
        stamp.renewed_by(self, "PolicyVersion", "PolicyRule")
