"""Texts as publishers write them, with lines that begin with a dash for lists, taken apart for a page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list when `is_list`."""

    is_list: bool
    lines: tuple[str, ...]


def blocks_of(text: str) -> list[Block]:
    """Return the paragraphs and lists of a text, in order; blank lines part them."""
    found: list[tuple[bool, list[str]]] = []
    open_block = False
    for line in (line.strip() for line in text.splitlines()):
        is_item = line.startswith(("- ", "* ", "• "))
        if not line:
            open_block = False
        elif open_block and found[-1][0] == is_item:
            found[-1][1].append(line[2:] if is_item else line)
        else:
            found.append((is_item, [line[2:] if is_item else line]))
            open_block = True
    return [Block(is_list, tuple(lines)) for is_list, lines in found]


def opening(text: str) -> str:
    """Return the first paragraph, which says what the rest unfolds."""
    return next((" ".join(block.lines) for block in blocks_of(text) if not block.is_list), "")
