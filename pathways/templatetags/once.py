"""`{% once "a/template.html" value %}`: draw a frozen value, and keep the drawing for the next reader to whom the same is shown."""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.base import Template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag(takes_context=True)
def once(context: template.Context, name: str, value: Hashable) -> SafeString:
    """Return template `name` rendered with nothing but the value, as `it`.

    A map is a hundred stations and lines, of which nearly all are the same for everybody in the family. So what is equal is
    drawn once a process and language. The template must turn on `it` alone: not on the reader, the request or the time.
    """
    engine = context.template.engine  # type: ignore[union-attr]  # a context that is being rendered has a template
    return _drawn(engine.get_template(name), value, get_language())


@lru_cache(maxsize=10_000)  # 11 MB a process when full, in the demo company
def _drawn(drawing: Template, it: Hashable, language: str | None) -> SafeString:
    return drawing.render(template.Context({"it": it}))
