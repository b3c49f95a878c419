"""Who signs in, and what the company has entrusted to them beyond their own record."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy

from employees import access

EDITED_IN_ADMIN = {
    "pathways": access.Permission.EDIT_FRAMEWORK,
    "skills": access.Permission.EDIT_FRAMEWORK,
    "promotions": access.Permission.EDIT_POLICY,
}


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # Any: field values, as Django takes them
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. The e-mail address is the name. What it may do follows from `Grant` and from the reporting line."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(
        max_length=10, blank=True, default="", db_default="", help_text="Empty for the one that the browser asks for."
    )

    address_unproven_since = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When somebody else changed the address; empty once its holder came in, or an administrator stood for it.",
    )

    address_changed_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The administrator who did; empty for a directory.",
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            UniqueConstraint(Lower("email"), name="user_email_once"),
            CheckConstraint(condition=~Q(email=""), name="user_email_given"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_let_in(self) -> bool:
        """Whether its holder may come in: the account is open, and they have not left the company, whether or not it was closed then."""
        employee = getattr(self, "employee", None)
        return self.is_active and not (employee and employee.has_left(timezone.localdate()))

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Answer Django's admin, the only one who asks: it edits the framework's tables and the policy's and no others."""
        return self.has_module_perms(perm.partition(".")[0])

    def has_module_perms(self, app_label: str) -> bool:
        return app_label in EDITED_IN_ADMIN and access.of(self).may(EDITED_IN_ADMIN[app_label])


class Grant(models.Model):
    """A duty beyond one's own record. HR partners are granted a unit, and with it all units below."""

    class Duty(models.TextChoices):
        HR_PARTNER = "hr-partner", gettext_lazy("HR partner")
        HR_AUDITOR = "hr-auditor", gettext_lazy("HR auditor")
        FRAMEWORK_EDITOR = "framework-editor", gettext_lazy("framework editor")
        ADMINISTRATOR = "administrator", gettext_lazy("administrator")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    duty = models.CharField(max_length=20, choices=Duty)
    unit = models.ForeignKey("employees.Unit", on_delete=models.CASCADE, null=True, blank=True, related_name="grants")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["user", "duty", "unit"], name="grant_once"),
            UniqueConstraint(fields=["user", "duty"], condition=Q(unit__isnull=True), name="grant_company_wide_once"),
            CheckConstraint(
                condition=Q(duty="hr-partner", unit__isnull=False)
                | Q(duty__in=["hr-auditor", "framework-editor", "administrator"], unit__isnull=True),
                name="grant_unit_for_hr_partners_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_duty_display()}"


class Invitation(models.Model):
    """A link that was mailed to the holder of an account who has set no password yet. It works once, until its time is over.

    The link carries the row's key and `nonce`, signed; sending it again draws a new nonce, so that the earlier mail stops working.
    """

    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    nonce = models.CharField(max_length=43)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["account"], condition=Q(taken_at__isnull=True, withdrawn_at__isnull=True), name="invitation_open_once"
            ),
            CheckConstraint(condition=Q(expires_at__gt=models.F("sent_at")), name="invitation_expires_after_sent"),
            CheckConstraint(condition=Q(taken_at__isnull=True) | Q(withdrawn_at__isnull=True), name="invitation_taken_or_withdrawn"),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.account}"
