"""A PyTorch loop that trains on the steps of planned-steps.ts, logs them and posts them, until it is killed.

python soak_trainer.py FOLDER SEED

FOLDER has a file `address` with that of the server, and gets order.log, checkpoint.pt and `acknowledged`.
It resumes at its last checkpoint, so that steps are logged and posted again.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import torch
from firstseen.training import LivePoster, OrderLog

RECORDS_A_STEP = 16
WORDS_A_RECORD = 40
WORDS = 500
CHECKPOINT_EVERY = 25


def main(folder: Path, seed: int) -> None:
    torch.set_num_threads(1)
    model = torch.nn.Sequential(torch.nn.Embedding(WORDS, 16), torch.nn.Linear(16, WORDS))
    optimizer = torch.optim.AdamW(model.parameters())
    checkpoint = folder / "checkpoint.pt"
    start = 0
    if checkpoint.exists():
        found = torch.load(checkpoint)
        model.load_state_dict(found["model"])
        optimizer.load_state_dict(found["optimizer"])
        start = found["step"]
    address = (folder / "address").read_text().strip()
    with (
        OrderLog(folder / "order.log", resume_step=start) as log,
        LivePoster(log, address, run="soak") as poster,
    ):
        threading.Thread(target=write_acknowledged, args=(poster, folder), daemon=True).start()
        step = start
        while poster.error is None:
            step += 1
            batch = plan_step(seed, step)
            texts = [" ".join(f"w{word}" for word in record) for record in batch]
            log.log(step, texts=texts, ids=[f"{step}-{i}" for i in range(RECORDS_A_STEP)])
            words = torch.tensor(batch)
            scores = model(words[:, :-1]).flatten(0, 1)
            torch.nn.functional.cross_entropy(scores, words[:, 1:].flatten()).backward()
            optimizer.step()
            optimizer.zero_grad()
            if step % CHECKPOINT_EVERY == 0:
                state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
                torch.save(state, f"{checkpoint}.new")
                Path(f"{checkpoint}.new").replace(checkpoint)
        raise SystemExit(poster.error)


def write_acknowledged(poster: LivePoster, folder: Path) -> None:
    """A line with the last step, each time that more are acknowledged."""
    last = 0
    with (folder / "acknowledged").open("a") as file:
        while True:
            time.sleep(0.05)
            if poster.acknowledged > last:
                last = poster.acknowledged
                file.write(f"{last}\n")
                file.flush()


def plan_step(seed: int, step: int) -> list[list[int]]:
    """Its records as numbers of words: those of planStep in planned-steps.ts."""
    random = mulberry32(seed * 1_000_003 + step)
    return [[int(next(random) * WORDS) for _ in range(WORDS_A_RECORD)] for _ in range(RECORDS_A_STEP)]


def mulberry32(seed: int):
    """Numbers in [0, 1): seededRandom of test/phrases.ts."""
    mask = 0xFFFFFFFF
    state = seed & mask
    while True:
        state = (state + 0x6D2B79F5) & mask
        x = (state ^ (state >> 15)) * (state | 1) & mask
        x ^= (x + ((x ^ (x >> 7)) * (x | 61) & mask)) & mask
        yield ((x ^ (x >> 14)) & mask) / 2**32


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
