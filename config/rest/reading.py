"""JSON in, and nothing that a parser chokes on."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework import exceptions, parsers

MOST_BYTES = 64 * 1024


class JSONParser(parsers.JSONParser):
    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:  # Any: JSON
        try:
            found = super().parse(stream, media_type, parser_context)
            json.dumps(found, ensure_ascii=False).encode()  # half a character can be written as \ud800, and nowhere be told again
        except RecursionError as fault:
            raise exceptions.ParseError("The JSON is nested too deeply. Expected an object of plain fields.") from fault
        except UnicodeEncodeError as fault:
            raise exceptions.ParseError("The JSON holds half a character. Expected text as Unicode has it.") from fault
        return found
