"""The version, which is that of the command."""

__version__ = "0.2.0"
