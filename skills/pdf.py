"""A page as a PDF: its own template with its own sheet for paper, tagged for screen readers (PDF/UA-1).

WeasyPrint draws it, which needs the libraries of Pango on the machine. Where they are missing nothing else is: no button is offered, and
the page prints as before. No request leaves the machine: only our own static files are read.
"""

import re
from collections.abc import Mapping
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils._os import safe_join

if TYPE_CHECKING:
    from weasyprint import HTML
    from weasyprint.urls import URLFetcherResponse

LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "gobject-2.0", "fontconfig")
TAGGED = "pdf/ua-1"
SVG = "{http://www.w3.org/2000/svg}"
OF_DRAWINGS = frozenset({"fill", "stroke", "stroke-width", "stroke-dasharray", "text-anchor", "font-size", "font-weight", "opacity"})
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*\)")


@cache
def available() -> bool:
    """Return whether this machine can make PDFs. Looked up once a process; loading the library itself would cost a second and 77 MB."""
    return find_spec("weasyprint") is not None and all(find_library(name) for name in LIBRARIES)


def pdf_file(request: HttpRequest, template: str, context: Mapping[str, Any], *, name: str) -> HttpResponse:
    """Return a page as a PDF download; `template` and `context` are those of the page. Raises Http404 where no PDF can be made."""
    if not available():
        raise Http404("No PDF can be made here: print the page instead.")
    page = render_to_string(template, {**context}, request)
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(pdf_of(page, address=request.build_absolute_uri()), content_type="application/pdf", headers=headers)


def pdf_of(page: str, *, address: str) -> bytes:
    """Return the HTML of a page as a tagged PDF; links in it lead from `address`."""
    from weasyprint import HTML  # noqa: PLC0415 # costs a process a second: only those who want a PDF pay

    document = HTML(string=page, base_url=address, url_fetcher=_own_files(address))
    _prepare_drawings(document)
    written: bytes = document.write_pdf(pdf_variant=TAGGED)
    return written


def _own_files(address: str) -> Any:  # Any: the library's class is not known before it is loaded
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 # as above

    class OwnFiles(URLFetcher):
        """Reads our own static files, whatever the page names."""

        def fetch(self, url: str, headers: object = None) -> "URLFetcherResponse":
            return URLFetcherResponse(url, own_file(url, address).read_bytes(), {"Content-Type": _kind(url)})

    return OwnFiles()


def _kind(url: str) -> str:
    return "image/svg+xml" if url.endswith(".svg") else "text/css"


def own_file(url: str, address: str) -> Path:
    """Return the static file that an address of our site names. Raises ValueError for any other address, or a file that is not there."""
    ours, asked = urlsplit(urljoin(address, settings.STATIC_URL)), urlsplit(url)
    inside = (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc) and asked.path.startswith(ours.path)
    name = unquote(asked.path.removeprefix(ours.path)) if inside else ""
    found = _found(name) if name else None
    if not found or not Path(found).is_file():
        raise ValueError(f"{url} is none of our own files: a PDF reads nothing else.")
    return Path(found)


def _found(name: str) -> str | None:
    """Return where a static file lies; in production among those collected, whose names carry a fingerprint."""
    return safe_join(settings.STATIC_ROOT, name) if settings.STATIC_ROOT else finders.find(name)


# --- Drawings: WeasyPrint shows them to no sheet of the page, and a reader hears their captions ----------


def _prepare_drawings(document: "HTML") -> None:
    """Give every drawing the rules of the page's sheets that concern it, and every chart the words of its caption."""
    root = document.etree_element
    rules = _rules_of_drawings(document)
    captions = {drawing: _words(figure) for figure in root.iter("figure") for drawing in figure.iter(f"{SVG}svg")}
    for drawing in root.iter(f"{SVG}svg"):
        drawing.insert(0, _element("style", rules))
        drawing.insert(0, _element("title", captions.get(drawing, " ")))


def _element(tag: str, text: str) -> Element:
    made = Element(f"{SVG}{tag}")
    made.text = text
    return made


def _words(figure: Element) -> str:
    caption = figure.find("figcaption")
    return "" if caption is None else " ".join("".join(caption.itertext()).split())


def _rules_of_drawings(document: "HTML") -> str:
    """Return the rules that set what drawings have, with the values of the variables put in: an SVG by itself knows none."""
    rules = [rule for sheet in _sheets(document) for rule in _declared(sheet)]
    values = {name: value for selector, declared in rules if selector == ":root" for name, value in declared.items()}
    drawn = [(selector, {name: declared[name] for name in OF_DRAWINGS & declared.keys()}) for selector, declared in rules]
    return "".join(
        f"{selector}{{{';'.join(f'{name}:{_filled(value, values)}' for name, value in declared.items())}}}"
        for selector, declared in drawn
        if declared
    )


def _sheets(document: "HTML") -> list[str]:
    links = [link.attrib for link in document.etree_element.iter("link") if link.attrib.get("rel") == "stylesheet"]
    return [document.url_fetcher(urljoin(document.base_url, link["href"])).read().decode() for link in links]


def _declared(sheet: str) -> list[tuple[str, dict[str, str]]]:
    """Return selector and declarations of the rules that hold on every medium."""
    from tinycss2 import parse_blocks_contents, parse_stylesheet, serialize  # noqa: PLC0415 # comes with WeasyPrint

    return [
        (
            serialize(rule.prelude).strip(),
            {each.lower_name: serialize(each.value).strip() for each in parse_blocks_contents(rule.content) if each.type == "declaration"},
        )
        for rule in parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
        if rule.type == "qualified-rule"
    ]


def _filled(value: str, values: Mapping[str, str]) -> str:
    """Return a value without variables, which may hold others."""
    while VARIABLE.search(value):
        value = VARIABLE.sub(lambda match: values.get(match[1], "inherit"), value)
    return value
