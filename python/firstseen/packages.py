"""Packages that are needed for some answers only, imported when they are."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def need(name: str, *, extra: str, instead: str = "") -> Any:
    """The module `name`. ImportError says how to install it, and how to do without."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name.partition(".")[0]:
            raise
        without = f", or {instead}" if instead else ""
        message = f"this needs {error.name}: pip install 'firstseen[{extra}]'{without}"
        raise ModuleNotFoundError(message, name=error.name) from None
