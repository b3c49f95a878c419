"""What every page may ask of its reader: one `Access`, so that templates show only what is allowed."""

from django.http import HttpRequest

from employees import access


def reader(request: HttpRequest) -> dict[str, access.Access]:
    return {"reader": access.of(request.user)}
