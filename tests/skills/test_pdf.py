"""A page as a PDF: its words, its tags, and that nothing is read but our own files."""

import io

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from pypdf import PdfReader

from skills import pdf
from tests.pdf_text import words_of

ADDRESS = "http://testserver/hr/audits/7/"
CHART = """
<!DOCTYPE html><html lang="en"><head><title>Rates · Pathways</title>
<link rel="stylesheet" href="/static/css/tokens.css"><link rel="stylesheet" href="/static/css/audits.css"></head>
<body><main><h1>Rates</h1><figure><figcaption>Rates by  <em>family</em></figcaption>
<svg viewBox="0 0 300 100" width="300" height="100"><path class="audit-interval" d="M0 0H300"/></svg></figure>
<table><caption>Figures</caption><thead><tr><th scope="col">Family</th></tr></thead><tbody><tr><td>Nursing</td></tr></tbody></table>
{}</main></body></html>
"""

needs_pango = pytest.mark.skipif(not pdf.available(), reason="WeasyPrint or the libraries of Pango are not on this machine")


@pytest.fixture
def without_pango(monkeypatch):
    monkeypatch.setattr(pdf, "find_library", lambda name: None)
    pdf.available.cache_clear()
    yield
    pdf.available.cache_clear()


def button():
    return render_to_string("_components/pdf_button.html", {"url": "/here.pdf", "available": pdf.available()})


def made(extra=""):
    return pdf.pdf_of(CHART.replace("{}", extra), address=ADDRESS)


def structure(reader):
    """Return the kinds of all tagged elements, with the words that stand for a figure."""

    def walk(element):
        element = element.get_object()
        if isinstance(element, int):
            return
        if isinstance(element, list):
            for child in element:
                yield from walk(child)
        elif "/S" in element:
            yield str(element["/S"]), str(element.get("/Alt", ""))
            yield from walk(element.get("/K", []))

    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]))


@needs_pango
def test_a_page_keeps_its_words_its_tags_and_its_title():
    reader = PdfReader(io.BytesIO(made()))
    kinds = structure(reader)
    assert {"/H1", "/Table", "/TH", "/TD"} <= {kind for kind, _ in kinds}
    assert ("/Figure", "Rates by family") in kinds
    assert reader.metadata.title == "Rates · Pathways"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "Nursing" in words_of(made())


@needs_pango
def test_a_drawing_has_the_colours_of_the_sheet():
    sheet = PdfReader(io.BytesIO(made())).pages[0]
    drawn = sheet.get_contents().get_data() + b"".join(
        form.get_object().get_data() for form in sheet["/Resources"].get("/XObject", {}).values()
    )
    red, green, blue = (round(int(part, 16) / 255, 2) for part in ("6a", "28", "74"))  # --accent by day
    assert any(
        line.endswith(b" RG") and [round(float(part), 2) for part in line.split()[:3]] == [red, green, blue] for line in drawn.splitlines()
    )


@needs_pango
@pytest.mark.parametrize(
    "strange", ["http://elsewhere.example/x.svg", "file:///etc/hostname", "/hr/", "//elsewhere.example/a.svg", "/static/../manage.py"]
)
def test_nothing_is_read_but_our_own_files(strange, monkeypatch):
    asked = []
    read = pdf.own_file
    monkeypatch.setattr(pdf, "own_file", lambda url, address: asked.append(url) or read(url, address))
    body = made(f'<img src="{strange}" alt="strange"><p>after it</p>')
    assert any(strange.rsplit("/", 1)[-1] in url for url in asked)  # it was asked for, of us, and not given
    assert "after it" in words_of(body)


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/static/css/base.css",
        "https://testserver/static/css/base.css",
        "file:///static/css/base.css",
        "http://testserver/css/base.css",
        "http://testserver/static/",
        "http://testserver/static/none.css",
    ],
)
def test_another_address_names_no_file_of_ours(url):
    with pytest.raises(ValueError, match="none of our own files"):
        pdf.own_file(url, ADDRESS)


def test_our_own_file_is_found_by_its_address():
    assert pdf.own_file("http://testserver/static/css/print.css", ADDRESS).name == "print.css"


def test_a_collected_file_is_found_inside_its_folder_alone(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "collected"
    (tmp_path / "collected").mkdir()
    (tmp_path / "collected" / "print.0a1b.css").write_text("p {}")
    (tmp_path / "secret.css").write_text("p {}")
    assert pdf.own_file("http://testserver/static/print.0a1b.css", ADDRESS).read_text() == "p {}"
    with pytest.raises(SuspiciousFileOperation):
        pdf.own_file("http://testserver/static/../secret.css", ADDRESS)


def test_without_the_libraries_there_is_no_button_and_no_file(without_pango):
    assert button().strip() == ""
    with pytest.raises(Http404):
        pdf.pdf_file(RequestFactory().get("/here.pdf"), "404.html", {}, name="here")


@needs_pango
def test_with_them_there_is_a_button():
    assert 'href="/here.pdf"' in button()
