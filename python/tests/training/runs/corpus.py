"""The corpus of the runs: documents whose words are the token ids that a model is given."""

from __future__ import annotations

import random
from pathlib import Path

VOCABULARY = 61
PADDING = 60


def documents(count: int = 96) -> list[dict[str, object]]:
    """Ids, texts and token ids, the same each time; lengths differ, so that batches are padded."""
    rng = random.Random(7)
    found = []
    for number in range(count):
        tokens = [rng.randrange(PADDING) for _ in range(rng.randint(1, 12))]
        text = " ".join(map(str, tokens))
        found.append({"id": f"doc-{number}", "text": text, "tokens": tokens})
    return found


def write_parquet(folder: Path) -> list[str]:
    """The documents in two files."""
    import pyarrow
    from pyarrow import parquet

    docs = documents()
    names = ["part-0.parquet", "part-1.parquet"]
    for name, some in zip(names, (docs[:48], docs[48:]), strict=True):
        path = folder / name
        if not path.exists():
            rows = [{"id": one["id"], "text": one["text"]} for one in some]
            parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return names


def pad(examples: list[dict[str, object]]) -> dict[str, object]:
    """A batch of tensors."""
    import torch

    rows = [torch.tensor(one["tokens"]) for one in examples]
    ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PADDING)
    mask = torch.nn.utils.rnn.pad_sequence(
        [torch.ones_like(row) for row in rows], batch_first=True, padding_value=0
    )
    return {"input_ids": ids, "attention_mask": mask, "labels": ids.masked_fill(mask == 0, -100)}
