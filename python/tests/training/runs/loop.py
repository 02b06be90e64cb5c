"""A plain loop of PyTorch: workers that prefetch, gradient accumulation, checkpoints; logs ids.

python loop.py FOLDER STEPS
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import torch
from corpus import VOCABULARY, documents, pad
from torch.utils.data import DataLoader
from witness import Witness

from firstseen.training import OrderLog, keep_keys
from firstseen.training.batch_keys import KEPT

MICRO_BATCHES = 2


def main(folder: Path, steps: int) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(os.getpid())
    model = torch.nn.Sequential(torch.nn.Embedding(VOCABULARY, 8), torch.nn.Linear(8, VOCABULARY))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    checkpoint = folder / "checkpoint.pt"
    start = 0
    if checkpoint.exists():
        found = torch.load(checkpoint)
        model.load_state_dict(found["model"])
        start = found["step"]
    witness = Witness(folder, 0, start)
    batches = endless()
    with OrderLog(folder / "order.log", resume_step=start, sync_every=0.2) as log:
        for step in range(start + 1, steps + 1):
            for _ in range(MICRO_BATCHES):
                batch = next(batches)
                log.log(step, ids=batch.pop(KEPT))
                witness.see(batch["input_ids"], batch["attention_mask"])
                scores = model(batch["input_ids"]).flatten(0, 1)
                torch.nn.functional.cross_entropy(scores, batch["labels"].flatten()).backward()
            optimizer.step()
            optimizer.zero_grad()
            if step % 5 == 0:
                torch.save({"model": model.state_dict(), "step": step}, f"{checkpoint}.new")
                Path(f"{checkpoint}.new").replace(checkpoint)


def endless():
    """Epochs in another order each time, also after a resume: only a log can know it."""
    loader = DataLoader(
        documents(),
        batch_size=3,
        shuffle=True,
        num_workers=2,
        collate_fn=keep_keys(pad),
        persistent_workers=True,
    )
    while True:
        yield from loader


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
