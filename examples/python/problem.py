"""What is wrong with the input, in one message for people: what was found, where, what to do."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType


class Problem(Exception):
    """Bad input. A program prints its message and ends with exit code 3, without a traceback."""


class Interrupted(BaseException):
    """SIGINT or SIGTERM. Not an Exception, so that nothing on the way takes it for bad input."""


def interrupt(_number: int, _frame: FrameType | None) -> None:
    raise Interrupted


def run_program(main: Callable[[list[str]], None]) -> None:
    """Runs a program on the arguments of the command line and ends the process."""
    name = Path(sys.argv[0]).name
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    try:
        main(sys.argv[1:])
    except Problem as problem:
        print(f"{name}: {problem}", file=sys.stderr)
        sys.exit(3)
    except Interrupted:
        print(f"{name}: interrupted; the same command continues", file=sys.stderr)
        sys.exit(130)
