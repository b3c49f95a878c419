"""The button that asks for a page as a PDF; nothing where this machine makes none."""

from django import template

from skills import pdf

register = template.Library()


@register.inclusion_tag("_components/pdf_button.html")
def pdf_button(url: str) -> dict[str, object]:
    return {"url": url, "available": pdf.available()}
