"""What a training run keeps, so that it may be killed at any time and continued.

    OUT/seedN/stepS/        checkpoints as `save_pretrained` writes them, whole or absent
    OUT/seedN/loss.jsonl    {"step","loss","target_tokens","learning_rate"}, a line a step
    OUT/seedN/order.jsonl   {"step","records"}, a line a step: what was fed
    OUT/seedN/state.pt      weights, optimizer and step to continue from; gone when finished
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from problem import Problem
from result_files import write_text, write_whole


@dataclass(frozen=True)
class RunFolder:
    """The folder of one seed."""

    folder: Path

    def checkpoint(self, step: int) -> Path:
        return self.folder / f"step{step}"

    @property
    def state(self) -> Path:
        return self.folder / "state.pt"

    def save_checkpoint(self, step: int, model: Any, tokenizer: Any) -> None:
        """Both are written to a folder of another name, which is then renamed."""
        path = self.checkpoint(step)
        temporary = path.with_name(f".{path.name}.tmp")
        shutil.rmtree(temporary, ignore_errors=True)
        model.save_pretrained(temporary)
        tokenizer.save_pretrained(temporary)
        temporary.rename(path)

    def save_state(self, step: int, model: Any, optimizer: torch.optim.Optimizer) -> None:
        state = {"step": step, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
        write_whole(self.state, lambda file: torch.save(state, file))

    def load_state(self, model: Any, optimizer: torch.optim.Optimizer) -> int:
        """The steps that were done: 0 where nothing was kept. Logs are cut to them."""
        step = 0
        if self.state.exists():
            state = torch.load(self.state, map_location="cpu", weights_only=True)
            model.load_state_dict(state["model"])
            optimizer.load_state_dict(state["optimizer"])
            step = int(state["step"])
        for name in ("loss.jsonl", "order.jsonl"):
            cut_log(self.folder / name, step)
        return step


def cut_log(path: Path, step: int) -> None:
    """Leaves out the lines of later steps, and a line that was being written."""
    if not path.exists():
        return
    kept = []
    for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
        if json.loads(line)["step"] > step:
            break
        kept.append(line + "\n")
    if len(kept) != step:
        raise Problem(f"{path} has {len(kept)} lines for {step} steps: it is not the log of this "
                      "run. Train to another --out")
    write_text(path, "".join(kept))


def is_begun(path: Path, settings: dict[str, Any]) -> bool:
    """Does OUT hold this run? One with other options or another corpus is an error."""
    if not path.exists():
        return False
    before = json.loads(path.read_text(encoding="utf-8"))
    for key in settings.keys() | before.keys():
        if before.get(key) != settings.get(key):
            raise Problem(f"{path} has {key} = {json.dumps(before.get(key))}, and this command "
                          f"asks for {json.dumps(settings.get(key))}: repeat the first command "
                          "to continue its run, or give another --out")
    return True
