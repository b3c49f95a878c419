"""The export as a ZIP, written while it is read: nothing of it is ever kept on a disk of ours, and memory stays bounded."""

import json
from collections.abc import Callable, Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone
from django.utils.html import format_html, format_html_join

from promotions.personal_data.rows import TRAIL, Person, Values, exported, rows_of, trail_of
from skills.tables import written_line

PIECE = 64 * 1024  # bytes sent at a time
HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>'
    "body{{font:1rem/1.5 sans-serif;margin:2rem}}table{{border-collapse:collapse}}"
    "td,th{{border:1px solid #999;padding:.25rem .5rem;text-align:left;vertical-align:top}}</style></head><body><h1>{title}</h1>"
)
Part = tuple[str, str, Callable[[], Iterator[Values]]]


class Sink:
    """What a ZIP is written to when it cannot be gone back in: bytes that wait to be sent."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing lies elsewhere."""

    def taken(self, at_least: int = 1) -> Iterator[bytes]:
        if len(self._waiting) >= at_least:
            yield bytes(self._waiting)
            self._waiting.clear()


class Tally:
    """Rows that are read anew for each form, counted the first time; what turned out to be empty is not asked for again."""

    def __init__(self, rows: Callable[[], Iterator[Values]]) -> None:
        self._rows = rows
        self.count: int | None = None

    def __call__(self) -> Iterator[Values]:
        if self.count is None:
            self.count = 0
            for row in self._rows():
                self.count += 1
                yield row
        elif self.count:
            yield from self._rows()


def parts(person: Person) -> list[Part]:
    """Return name, title and rows of each kind; rows are read anew each time they are asked for."""
    kinds: list[Part] = [(kind.name, kind.title, lambda kind=kind: rows_of(kind, person)) for kind in exported()]  # type: ignore[misc]  # bound to its kind
    return [*kinds, (TRAIL, "Who looked at my record or changed it, and what I did", lambda: trail_of(person))]


def archive(person: Person) -> Iterator[bytes]:
    """Yield the ZIP: `index.html`, and each kind as a page, a spreadsheet and JSON."""
    sink = Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as packed:  # type: ignore[call-overload]  # it writes, and asks for no more
        counts = []
        for name, title, rows in parts(person):
            tally = Tally(rows)
            for path, lines in forms(name, title, tally):
                with packed.open(entry(path), "w") as file:
                    for line in lines:
                        file.write(line.encode())
                        yield from sink.taken(PIECE)
            counts.append((name, title, tally.count))
        packed.writestr(entry("index.html"), index(counts))
    yield from sink.taken()


def entry(path: str) -> ZipInfo:
    info = ZipInfo(path, timezone.localtime().timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    return info


def forms(name: str, title: str, rows: Tally) -> Iterator[tuple[str, Iterable[str]]]:
    yield f"json/{name}.json", json_lines(rows())
    yield f"csv/{name}.csv", csv_lines(rows())
    yield f"pages/{name}.html", html_lines(title, rows())


def json_lines(rows: Iterator[Values]) -> Iterator[str]:
    yield "["
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]\n"


def csv_lines(rows: Iterator[Values]) -> Iterator[str]:
    """Cells that a spreadsheet would run as a formula are guarded."""
    for number, row in enumerate(rows):
        if not number:
            yield written_line(list(row))
        yield written_line([text(value) for value in row.values()])


def html_lines(title: str, rows: Iterator[Values]) -> Iterator[str]:
    yield format_html(HEAD, title=title)
    number = -1
    for number, row in enumerate(rows):
        if not number:
            yield format_html("<table><thead><tr>{}</tr></thead><tbody>", format_html_join("", "<th>{}</th>", ((label,) for label in row)))
        yield format_html("<tr>{}</tr>\n", format_html_join("", "<td>{}</td>", ((text(value),) for value in row.values())))
    yield "</tbody></table></body></html>" if number >= 0 else "<p>Nothing is kept.</p></body></html>"


def index(counts: list[tuple[str, str, int | None]]) -> str:
    lines = format_html_join("", '<tr><td><a href="pages/{}.html">{}</a></td><td>{}</td></tr>', counts)
    return format_html(HEAD, title="All that Pathways keeps about me") + format_html(
        "<p>Put together on {}. Each kind lies here as a page, as a spreadsheet in csv/ and for programs in json/.</p>"
        "<table><thead><tr><th>Kind</th><th>Rows</th></tr></thead><tbody>{}</tbody></table></body></html>",
        timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        lines,
    )


def text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(str, value))
        case dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
