"""Asks a firstseen index when a language model first saw a phrase, and how often by any step."""

from firstseen.errors import FirstseenError
from firstseen.version import __version__

__all__ = ["FirstseenError", "__version__"]
