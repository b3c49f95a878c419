"""Tables as files: what a page's table shows, for a spreadsheet."""

from collections.abc import Sequence

from django.http import HttpResponse

from skills.tables import written_line


def csv(name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> HttpResponse:
    """Return a CSV download. Cells that a spreadsheet would run as a formula are guarded by an apostrophe."""
    text = "".join(written_line(cells) for cells in (columns, *rows))
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}.csv"'})


def refusal(sentences: Sequence[str]) -> HttpResponse:
    return HttpResponse("\n".join(sentences) + "\n", content_type="text/plain; charset=utf-8", status=400)
