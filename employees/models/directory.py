"""What the company's directory says by SCIM of accounts and groups, and which duties its groups entrust."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Upper

from employees import access
from employees.models.accounts import Grant, User
from employees.models.people import Unit

LONGEST = 254


class DirectoryUser(models.Model):
    """What the directory says of an account beside what the account itself holds; kept to be shown to it again, and for the number.

    `removed_at`: when the directory deleted it. The account is closed then, unknown to the directory, and opened anew should it come back.
    """

    account = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="directory")
    user_name = models.CharField(max_length=LONGEST)
    external_id = models.CharField(max_length=LONGEST, blank=True)
    given_name = models.CharField(max_length=LONGEST, blank=True)
    family_name = models.CharField(max_length=LONGEST, blank=True)
    display_name = models.CharField(max_length=LONGEST, blank=True)
    title = models.CharField(max_length=LONGEST, blank=True)
    employee_number = models.CharField(max_length=LONGEST, blank=True, db_index=True)
    department = models.CharField(max_length=LONGEST, blank=True)
    manager = models.CharField(max_length=LONGEST, blank=True)
    address_is_primary = models.BooleanField(default=True, help_text="As the directory said of the account's address.")
    changed_at = models.DateTimeField(auto_now=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(Upper("user_name"), name="directory_user_once"),
            CheckConstraint(condition=~Q(user_name=""), name="directory_user_named"),
        ]

    def __str__(self) -> str:
        return self.user_name


class DirectoryGroupQuerySet(models.QuerySet["DirectoryGroup"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return all to whoever manages accounts, none to anybody else."""
        return self.all() if access.of(user).may(access.Permission.MANAGE_ACCOUNTS) else self.none()


class DirectoryGroup(models.Model):
    """A group that the directory has sent. `revision` counts its changes: it is the group's tag."""

    display_name = models.CharField(max_length=LONGEST)
    external_id = models.CharField(max_length=LONGEST, blank=True)
    members = models.ManyToManyField(User, through="DirectoryMember", related_name="directory_groups")
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = DirectoryGroupQuerySet.as_manager()

    class Meta:
        ordering = ["display_name", "pk"]
        constraints = [
            UniqueConstraint(Upper("display_name"), name="directory_group_once"),
            CheckConstraint(condition=~Q(display_name=""), name="directory_group_named"),
        ]

    def __str__(self) -> str:
        return self.display_name


class DirectoryMember(models.Model):
    group = models.ForeignKey(DirectoryGroup, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [UniqueConstraint(fields=["group", "account"], name="directory_member_once")]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.group_id}"


class GroupDutyQuerySet(models.QuerySet["GroupDuty"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.all() if access.of(user).may(access.Permission.MANAGE_ACCOUNTS) else self.none()


class GroupDuty(models.Model):
    """What a group entrusts to each of its members, for as long as they are in it."""

    group = models.ForeignKey(DirectoryGroup, on_delete=models.CASCADE, related_name="duties")
    duty = models.CharField(max_length=20, choices=Grant.Duty)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    objects = GroupDutyQuerySet.as_manager()

    class Meta:
        ordering = ["group", "duty", "unit"]
        verbose_name_plural = "group duties"
        constraints = [
            UniqueConstraint(fields=["group", "duty", "unit"], name="group_duty_once"),
            UniqueConstraint(fields=["group", "duty"], condition=Q(unit__isnull=True), name="group_duty_company_wide_once"),
            CheckConstraint(
                condition=Q(duty="hr-partner", unit__isnull=False)
                | Q(duty__in=["hr-auditor", "framework-editor", "administrator"], unit__isnull=True),
                name="group_duty_unit_for_hr_partners_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_duty_display()}"


class DirectoryGrant(models.Model):
    """That a duty is held because of groups alone, so it goes when they do. One granted by hand has none, and stays."""

    grant = models.OneToOneField(Grant, on_delete=models.CASCADE, primary_key=True, related_name="from_directory")

    def __str__(self) -> str:
        return f"{self.grant_id}"
