"""What a model's forward is given, written down apart from the order log: a file for each rank, synced.

{"start":10}              the process began, at the checkpoint of step 10
[[5,6],[7]]               the token ids of a micro-batch, without padding
{"stepped":true}          an optimizer has made a step
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any


class Witness:
    def __init__(self, folder: Path, rank: int, start: int) -> None:
        from torch.optim.optimizer import register_optimizer_step_post_hook

        self._fd = os.open(folder / f"witness.rank{rank}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._write({"start": start})
        register_optimizer_step_post_hook(lambda *_: self._write({"stepped": True}))

    def see(self, input_ids: Any, attention_mask: Any) -> None:
        rows = zip(input_ids.tolist(), attention_mask.tolist(), strict=True)
        self._write([[one for one, keep in zip(*row, strict=True) if keep] for row in rows])
        # So that there are moments between.
        time.sleep(0.004)

    def _write(self, value: object) -> None:
        # A line feed before it, as a kill may have torn the line before.
        os.write(self._fd, b"\n" + json.dumps(value).encode() + b"\n")
        os.fsync(self._fd)


def read_witness(path: Path) -> dict[int, list[list[int]]]:
    """The records of each step that was not undone: steps count on from where a process began."""
    steps: dict[int, list[list[int]]] = {}
    step = 1
    for line in path.read_bytes().split(b"\n"):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, list):
            steps.setdefault(step, []).extend(value)
        elif "stepped" in value:
            step += 1
        else:
            step = value["start"] + 1
            steps = {number: records for number, records in steps.items() if number < step}
    return steps
