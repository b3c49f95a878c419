"""What people read, as a type."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Translated
else:
    from django.utils.functional import Promise as Translated

Text = str | Translated  # the second is put into the reader's language when it is shown
