"""JSON in, and nothing that a parser chokes on."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework import exceptions, parsers

MOST_BYTES = 64 * 1024


class JSONParser(parsers.JSONParser):
    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:  # Any: JSON
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as fault:
            raise exceptions.ParseError("The JSON is nested too deeply. Expected an object of plain fields.") from fault
