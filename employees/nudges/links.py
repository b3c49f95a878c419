"""The link in a digest that ends its mails: signed, without an end, good for this alone."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from employees.models import Employee

SALT = "employees.nudges.unsubscribe"


def unsubscribe_link(employee_id: int) -> str:
    return settings.SITE_URL + reverse("nudges-unsubscribe", args=[signing.Signer(salt=SALT).sign_object(employee_id)])


def employee_of(token: str) -> Employee | None:
    """Return whose mails the link ends; None for a link that is not ours, and for somebody who is gone."""
    try:
        number = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    return Employee.objects.filter(pk=number).first()
