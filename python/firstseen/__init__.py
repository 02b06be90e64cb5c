"""Asks a firstseen index when a language model first saw a phrase, and how often by any step.

Index and AsyncIndex are loaded when they are first used, so that firstseen.training loads nothing of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from firstseen.errors import FirstseenError, FirstseenWarning
from firstseen.version import __version__

if TYPE_CHECKING:
    from firstseen.async_index.index import AsyncIndex
    from firstseen.sync_index.index import Index

__all__ = ["AsyncIndex", "FirstseenError", "FirstseenWarning", "Index", "__version__"]

_places = {"AsyncIndex": "firstseen.async_index.index", "Index": "firstseen.sync_index.index"}


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> Any:
    if name not in _places:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_places[name]), name)
