from django.apps import AppConfig


class EmployeesConfig(AppConfig):
    name = "employees"
    verbose_name = "People"

    def ready(self) -> None:
        # Importing connects the signals; models are there from now on.
        import employees.receivers  # noqa: PLC0415  # see above
        import employees.sign_in.receivers  # noqa: F401, PLC0415  # see above
