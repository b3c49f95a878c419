"""What every page may ask of its reader: one `Access` and the links it opens, so that templates show only what is allowed."""

from django.http import HttpRequest

from employees import access, navigation


def reader(request: HttpRequest) -> dict[str, object]:
    found = access.of(request.user)
    return {"reader": found, "navigation": navigation.links(found, request.path)}
