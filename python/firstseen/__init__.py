"""Asks a firstseen index when a language model first saw a phrase, and how often by any step."""

from firstseen.async_index.index import AsyncIndex
from firstseen.errors import FirstseenError, FirstseenWarning
from firstseen.sync_index.index import Index
from firstseen.version import __version__

__all__ = ["AsyncIndex", "FirstseenError", "FirstseenWarning", "Index", "__version__"]
