"""What a reader finds on the sheets of a PDF."""

import io

from pypdf import PdfReader


def sheets_of(body: bytes) -> list[str]:
    """Return the text of each sheet, its white space evened out."""
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(body)).pages]


def words_of(body: bytes) -> str:
    return " ".join(sheets_of(body))
