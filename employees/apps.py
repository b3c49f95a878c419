from django.apps import AppConfig


class EmployeesConfig(AppConfig):
    name = "employees"
    verbose_name = "People"

    def ready(self) -> None:
        from employees.sign_in import receivers  # noqa: F401, PLC0415  # models are there from now on; importing connects the signals
