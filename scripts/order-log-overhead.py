"""What the order log costs a training step: a small GPT-2 trained on the CPU, with and without it.

    PYTHONPATH=python python scripts/order-log-overhead.py [STEPS]

Steps with and without the log alternate. Prints the time of a call of OrderLog.log by kind of batch
(microseconds: mean, median, 99th percentile), the same for a thread with a queue, and the share of a step.
"""

import queue
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import torch
from firstseen.training import OrderLog
from transformers import GPT2Config, GPT2LMHeadModel

TEXT = "The keeper lit the lamp before the boats came home, and the sea was calm. " * 16
BATCHES = {
    "512 ids": {"ids": [f"doc-{i:09d}" for i in range(512)]},
    "8 texts of 1.2 kB": {"texts": [TEXT] * 8, "ids": [f"doc-{i}" for i in range(8)]},
    "8 x 256 tokens": {"tokens": torch.randint(0, 50_000, (8, 256))},
    "512 rows": {"rows": [[i % 7, 1000 * i] for i in range(512)]},
}


def spell(times: list[float]) -> str:
    times = sorted(one * 1e6 for one in times)
    return f"{statistics.mean(times):.0f} {times[len(times) // 2]:.0f} {times[int(len(times) * 0.99)]:.0f}"


def main() -> None:
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    torch.set_num_threads(1)
    config = GPT2Config(vocab_size=8192, n_positions=256, n_embd=128, n_layer=2, n_head=4, loss_type="ForCausalLM")
    model = GPT2LMHeadModel(config)
    optimizer = torch.optim.AdamW(model.parameters())
    inputs = torch.randint(0, 8192, (8, 256))

    def step() -> None:
        model(input_ids=inputs, labels=inputs).loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    with tempfile.TemporaryDirectory() as folder:
        for name, batch in BATCHES.items():
            calls, plain = [], []
            files = [f"part-{i}" for i in range(7)] if "rows" in batch else None
            with OrderLog(Path(folder) / name, files=files) as log:
                for number in range(1, steps + 1):
                    began = time.perf_counter()
                    step()
                    plain.append(time.perf_counter() - began)
                    began = time.perf_counter()
                    log.log(number, **batch)
                    calls.append(time.perf_counter() - began)
            assert log.errors == 0
            share = sum(calls) / sum(plain)
            print(f"{name}: {spell(calls)} us a call, {100 * share:.3f} % of {statistics.mean(plain) * 1e3:.0f} ms")
        for name, batch in BATCHES.items():
            waiting: queue.Queue = queue.Queue(maxsize=64)
            log = OrderLog(Path(folder) / f"{name}.queue", files=[f"part-{i}" for i in range(7)])

            def write(waiting: queue.Queue = waiting, log: OrderLog = log) -> None:
                while (one := waiting.get()) is not None:
                    log.log(one[0], **one[1])

            thread = threading.Thread(target=write)
            thread.start()
            puts, with_queue = [], []
            for number in range(1, steps + 1):
                began = time.perf_counter()
                waiting.put((number, batch))
                puts.append(time.perf_counter() - began)
                step()
                with_queue.append(time.perf_counter() - began)
            waiting.put(None)
            thread.join()
            log.close()
            print(f"{name}, by a queue: {spell(puts)} us a put, a step of {statistics.mean(with_queue) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
