"""Of the tests: words and phrases of the small corpus, and the command to compare with."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

from firstseen.server.find_command import find_command

TOKEN = "a-token-of-the-tests"
WORDS = [
    *("the", "a", "sea", "sketch", "old", "man", "boys", "girl", "runs", "sleeps"),
    *("cat", "dog", "of", "in", "on", "war", "peace", "and", ".", ","),
]

Serve = Callable[..., tuple[str, subprocess.Popen[str]]]


def make_phrases(count: int, seed: int) -> list[str]:
    """Phrases of 1 to 4 words; about one in 50 is blank, and a few were never seen."""
    choose = random.Random(seed)
    made = []
    for _ in range(count):
        length = choose.randint(0, 60)
        words = choose.choices([*WORDS, "zebra"], k=min(4, (length + 19) // 20) or 0)
        made.append(" ".join(words))
    return made


def run_cli(folder: Path, *args: str) -> str:
    """What the command prints; fails where it does."""
    done = subprocess.run([*find_command(), *args], cwd=folder, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def cli_answers(folder: Path, *args: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in run_cli(folder, *args, "--json").splitlines()]
