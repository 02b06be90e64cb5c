"""Lightning on two processes, with gradient accumulation and a stream of `datasets`; logs rows.

python lightning_run.py FOLDER STEPS
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import lightning.pytorch as pl
import torch
from corpus import VOCABULARY, pad, write_parquet
from datasets import load_dataset
from datasets.distributed import split_dataset_by_node
from lightning.pytorch.callbacks import ModelCheckpoint
from torch.utils.data import DataLoader
from witness import Witness

from firstseen.training import LightningOrderLog, keep_keys, number_rows

MICRO_BATCHES = 2


class Module(pl.LightningModule):
    def __init__(self, folder: Path, start: int) -> None:
        super().__init__()
        self.folder, self.start = folder, start
        self.model = torch.nn.Sequential(torch.nn.Embedding(VOCABULARY, 8), torch.nn.Linear(8, VOCABULARY))

    def on_train_start(self) -> None:
        self.witness = Witness(self.folder, self.global_rank, self.start)

    def training_step(self, batch, batch_idx):
        self.witness.see(batch["input_ids"], batch["attention_mask"])
        scores = self.model(batch["input_ids"]).flatten(0, 1)
        return torch.nn.functional.cross_entropy(scores, batch["labels"].flatten())

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)

    def train_dataloader(self):
        files = [str(self.folder / name) for name in write_parquet(self.folder)]
        stream = load_dataset("parquet", data_files=files, split="train", streaming=True)
        numbered = number_rows(stream).shuffle(seed=self.start, buffer_size=20)
        dealt = split_dataset_by_node(numbered, self.trainer.global_rank, self.trainer.world_size)
        words = dealt.map(lambda one: {"tokens": [int(word) for word in one["text"].split()]})
        return DataLoader(words, batch_size=3, collate_fn=keep_keys(pad, "order_row"))


def main(folder: Path, steps: int) -> None:
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    checkpoints = sorted(folder.glob("out/*.ckpt"), key=lambda path: int(path.stem.split("=")[1]))
    last = checkpoints[-1] if checkpoints else None
    start = int(last.stem.split("=")[1]) if last else 0
    write_parquet(folder)
    trainer = pl.Trainer(
        accelerator="cpu",
        devices=2,
        strategy="ddp",
        max_steps=steps,
        accumulate_grad_batches=MICRO_BATCHES,
        logger=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=folder,
        callbacks=[
            ModelCheckpoint(folder / "out", filename="{step}", every_n_train_steps=5, save_top_k=-1),
            LightningOrderLog(
                folder / "order.log",
                what="rows",
                files=["part-0.parquet", "part-1.parquet"],
                sync_every=0.2,
            ),
        ],
    )
    trainer.fit(Module(folder, start), ckpt_path=str(last) if last else None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
