"""Self-identified demographics: own table, own permission, and never read row by row but by the person."""

from django.db import models

from employees.models.people import Employee

UNKNOWN = ""  # never asked or never answered
UNDISCLOSED = "prefer not to say"  # asked, and declined


class Demographics(models.Model):
    """Answers in the person's own words or categories. "Prefer not to say" is an answer; empty is none."""

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, primary_key=True, related_name="demographics")
    sex = models.CharField(max_length=40, blank=True)
    ethnicity = models.CharField(max_length=80, blank=True)
    disability = models.CharField(max_length=40, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    from_feed = models.BooleanField(default=False, help_text="Came from the HR system and was not yet confirmed by the person.")

    class Meta:
        verbose_name_plural = "demographics"

    def __str__(self) -> str:
        return f"demographics of {self.employee_id}"
