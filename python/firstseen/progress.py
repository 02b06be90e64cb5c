"""A bar of tqdm, where one is asked for, or where a person waits for a long list."""

from __future__ import annotations

import sys
from collections.abc import Sized
from importlib.util import find_spec
from typing import TYPE_CHECKING

from firstseen.packages import need

if TYPE_CHECKING:
    from firstseen.calls.call import Progress

MANY = 20_000


def show_progress(wanted: bool | None, asked: object, *, unit: str) -> Progress | None:
    """None, or a bar that its caller closes. `wanted` None: on a terminal or in a notebook, for many."""
    total = len(asked) if isinstance(asked, Sized) else None
    if wanted is False or (wanted is None and not _is_watched(total)):
        return None
    if wanted is True:
        need("tqdm", extra="progress", instead="leave out progress=True")
    bar: Progress = _tqdm()(total=total, unit=unit, unit_scale=True, leave=False)
    return bar


def _is_watched(total: int | None) -> bool:
    if total is not None and total < MANY:
        return False
    return find_spec("tqdm") is not None and (_in_notebook() or sys.stderr.isatty())


def _in_notebook() -> bool:
    return "ipykernel" in sys.modules


def _tqdm() -> type:
    # The bar of notebooks warns where it has no widgets.
    if _in_notebook() and find_spec("ipywidgets") is not None:
        from tqdm.notebook import tqdm as notebook_bar

        return notebook_bar
    from tqdm import tqdm

    return tqdm
