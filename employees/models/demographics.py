"""Self-identified demographics: own table, sealed value by value, and never read row by row but by the person."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy

from employees.models.people import Employee

UNKNOWN = ""  # never asked or never answered
UNDISCLOSED = "prefer not to say"  # asked, and declined
ATTRIBUTES = ("sex", "ethnicity", "disability", "birth_year")


def sealed_field() -> "models.BinaryField[bytes | None, bytes | memoryview | None]":
    return models.BinaryField(null=True, blank=True, editable=False)


class Demographics(models.Model):
    """Answers, each sealed for its row and attribute (`employees.demographics`). "Prefer not to say" is an answer; null is none.

    A row without answers is that of somebody who withdrew them: what a feed says is not taken in their place.
    """

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, primary_key=True, related_name="demographics")
    sealed_sex = sealed_field()
    sealed_ethnicity = sealed_field()
    sealed_disability = sealed_field()
    sealed_birth_year = sealed_field()
    answered_on = models.DateField(null=True, blank=True)
    from_feed = models.BooleanField(default=False, help_text="Came from the HR system and was not yet confirmed by the person.")

    class Meta:
        verbose_name_plural = "demographics"

    def __str__(self) -> str:
        return f"demographics of {self.employee_id}"


class DemographicConsentQuerySet(models.QuerySet["DemographicConsent"]):
    def in_force(self) -> "DemographicConsentQuerySet":
        return self.filter(ended_at__isnull=True)


class DemographicConsent(models.Model):
    """That a person agreed to one use of their answers, under which text, and until when. Ended once, never changed or deleted."""

    class Purpose(models.TextChoices):
        EQUALITY_AUDIT = "equality-audit", gettext_lazy("audits of fairness")

    class End(models.TextChoices):
        WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")
        REPLACED = "replaced", gettext_lazy("replaced by a newer one")

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="demographic_consents", db_index=False)
    purpose = models.CharField(max_length=20, choices=Purpose)
    text_version = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End, blank=True)

    objects = DemographicConsentQuerySet.as_manager()

    class Meta:
        ordering = ["employee", "pk"]
        indexes = [models.Index(fields=["employee"], name="demographic_consent_of_person")]
        constraints = [
            UniqueConstraint(fields=["employee", "purpose"], condition=Q(ended_at__isnull=True), name="demographic_consent_one_in_force"),
            CheckConstraint(condition=Q(purpose__in=["equality-audit"]), name="demographic_consent_purpose_known"),
            CheckConstraint(condition=~Q(text_version=""), name="demographic_consent_names_its_text"),
            CheckConstraint(
                condition=Q(ended_at__isnull=True, end="") | Q(ended_at__gte=F("given_at"), end__in=["withdrawn", "replaced"]),
                name="demographic_consent_ended_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.purpose}, text {self.text_version}"
