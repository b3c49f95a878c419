"""What people are told without asking: durable notices, seen on a page and mailed, and which reminders have been told ever."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy

from employees import access
from employees.models.accounts import User
from employees.models.people import Employee
from employees.models.skill_profile import HeldCredential


class CredentialReminder(models.Model):
    """That a threshold of a held credential was told. Once ever: a missed night loses none, a repeated one tells none again."""

    class Threshold(models.IntegerChoices):
        """Days before the expiry."""

        LAPSED = 0, gettext_lazy("lapsed")
        WEEK = 7, gettext_lazy("7 days before")
        MONTH = 30, gettext_lazy("30 days before")
        TWO_MONTHS = 60, gettext_lazy("60 days before")
        THREE_MONTHS = 90, gettext_lazy("90 days before")

    held = models.ForeignKey(HeldCredential, on_delete=models.CASCADE, related_name="reminders", db_index=False)
    threshold = models.PositiveSmallIntegerField(choices=Threshold)
    on = models.DateField(help_text="The night that told it.")
    digested_on = models.DateField(null=True, blank=True, db_index=True, help_text="The night whose digests to HR partners named it.")

    class Meta:
        ordering = ["held", "-threshold"]
        constraints = [
            UniqueConstraint(fields=["held", "threshold"], name="credential_reminder_once"),
            CheckConstraint(condition=Q(threshold__in=[0, 7, 30, 60, 90]), name="credential_reminder_threshold_known"),
            CheckConstraint(
                condition=Q(digested_on__isnull=True) | Q(digested_on__gte=models.F("on")), name="credential_reminder_digested_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_id}: {self.get_threshold_display()}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return what the reader is told; a manager nothing of somebody who is not in their line any more."""
        return self.filter(access.of(user).notices())

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One text to one recipient: a person, or an account for the sake of its duty. `about` is the person whom it names."""

    class Kind(models.TextChoices):
        CREDENTIAL = "credential", gettext_lazy("credential")
        CREDENTIAL_DIGEST = "credential-digest", gettext_lazy("digest of credentials")
        DISPUTE = "dispute", gettext_lazy("dispute")
        PLAN = "plan", gettext_lazy("development plan")
        WEBHOOK = "webhook", gettext_lazy("webhook")
        FINDING = "finding", gettext_lazy("finding")
        PULSE = "pulse", gettext_lazy("growth pulse")
        ASSESSMENT = "assessment", gettext_lazy("assessment of skills")
        ENDORSEMENT = "endorsement", gettext_lazy("endorsement of a result")
        PROMISE = "promise", gettext_lazy("promise")
        CONVERSATION = "conversation", gettext_lazy("development conversation")
        NUDGES = "nudges", gettext_lazy("weekly digest")

    class Mail(models.TextChoices):
        NONE = "none", gettext_lazy("not mailed")
        WAITING = "waiting", gettext_lazy("waiting")
        SENT = "sent", gettext_lazy("sent")
        GIVEN_UP = "given-up", gettext_lazy("given up")

    to_person = models.ForeignKey(Employee, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    to_account = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    about = models.ForeignKey(Employee, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    on = models.DateField(db_index=True, help_text="The day that it tells of.")
    subject = models.CharField(max_length=400)
    text = models.TextField()
    calendar = models.TextField(blank=True, default="", db_default="", help_text="An entry for calendars that its mail brings along.")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=8, choices=Mail, default=Mail.NONE)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_next_at = models.DateTimeField(null=True, blank=True, help_text="Not mailed before; nobody else sends it until then.")
    mail_error = models.TextField(blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [Index(fields=["mail_next_at"], condition=Q(mail="waiting"), name="notice_to_be_mailed")]
        constraints = [
            CheckConstraint(
                condition=Q(to_person__isnull=False, to_account__isnull=True) | Q(to_person__isnull=True, to_account__isnull=False),
                name="notice_one_recipient",
            ),
            UniqueConstraint(
                fields=["to_account", "on"], condition=Q(kind="credential-digest"), name="notice_one_credential_digest_a_night"
            ),
            CheckConstraint(
                condition=Q(
                    kind__in=[
                        "credential",
                        "credential-digest",
                        "dispute",
                        "plan",
                        "webhook",
                        "finding",
                        "pulse",
                        "assessment",
                        "endorsement",
                        "promise",
                        "conversation",
                        "nudges",
                    ]
                ),
                name="notice_kind_known",
            ),
            CheckConstraint(condition=Q(mail__in=["none", "waiting", "sent", "given-up"]), name="notice_mail_known"),
            CheckConstraint(
                condition=Q(mail="waiting", mail_next_at__isnull=False) | ~Q(mail="waiting"), name="notice_waiting_mail_has_time"
            ),
            CheckConstraint(condition=~Q(subject=""), name="notice_says_what"),
        ]

    def __str__(self) -> str:
        return self.subject


class NoticeLineQuerySet(models.QuerySet["NoticeLine"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(about__in=Employee.objects.visible_to(user))


class NoticeLine(models.Model):
    """What a notice about several people says of one of them; shown only while that person's record is open to the reader."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="lines")
    about = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()

    objects = NoticeLineQuerySet.as_manager()

    class Meta:
        ordering = ["notice", "pk"]
        constraints = [CheckConstraint(condition=~Q(text=""), name="notice_line_says_what")]

    def __str__(self) -> str:
        return self.text
