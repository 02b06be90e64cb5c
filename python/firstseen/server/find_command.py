"""Where the command `firstseen` is: an argument, the variable FIRSTSEEN, or the path."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Sequence

from firstseen.errors import FirstseenError

VARIABLE = "FIRSTSEEN"
SOLUTIONS = (
    "install it (npm), or name it: Index(folder, command=[...]), or in the variable FIRSTSEEN, "
    "such as FIRSTSEEN='node checkout/bin/firstseen.cjs'. "
    "A server that runs needs none: Index('http://127.0.0.1:7333')"
)


def find_command(command: str | Sequence[str] | None = None) -> list[str]:
    """The words of the command. Raises `command_not_found`, with what to do."""
    named = command if command is not None else os.environ.get(VARIABLE) or None
    if named is None:
        found = shutil.which("firstseen")
        if found is None:
            raise not_found("there is no command `firstseen` in the path")
        return [found]
    words = _split(named) if isinstance(named, str) else [os.fspath(word) for word in named]
    if not words:
        raise not_found("the command is empty")
    program = shutil.which(words[0])
    if program is None:
        raise not_found(f"the command `{words[0]}` is not there, or cannot be run")
    return [program, *words[1:]]


def not_found(reason: str) -> FirstseenError:
    return FirstseenError("command_not_found", f"{reason}: {SOLUTIONS}")


def _split(command: str) -> list[str]:
    # A path with blanks may be named as it is.
    if shutil.which(command) is not None:
        return [command]
    return shlex.split(command, posix=os.name != "nt")
