"""What every result of an audit can do: be read by the names under which its figures are published."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

Figures = Mapping[str, Any]  # Any: a published figure is a number, a word, a list of either, or nothing


class Result:
    """A frozen dataclass whose figures also answer to published names that are no identifiers, or that carry the name of a group."""

    def published(self) -> Figures:
        """Return every figure by its published name."""
        return asdict(self)  # type: ignore[call-overload] # every subclass is a dataclass

    def __getitem__(self, name: str) -> Any:  # Any: as Figures
        return self.published()[name]

    if not TYPE_CHECKING:  # a misspelt attribute stays a finding of the type checker

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(name)
            try:
                return self.published()[name]
            except KeyError:
                raise AttributeError(f"{type(self).__name__} publishes no figure named {name!r}.") from None
