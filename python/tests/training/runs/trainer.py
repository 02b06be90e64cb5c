"""A Trainer of transformers on two processes, with gradient accumulation; logs token ids.

python -m torch.distributed.run --nproc-per-node 2 trainer.py FOLDER STEPS
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import torch
from corpus import PADDING, VOCABULARY, documents, pad
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments
from witness import Witness

from firstseen.training import OrderLogCallback

MICRO_BATCHES = 2


class Model(GPT2LMHeadModel):
    witness: Witness

    def forward(self, input_ids=None, attention_mask=None, labels=None, **rest):
        if self.training:
            self.witness.see(input_ids, attention_mask)
        return super().forward(input_ids=input_ids, attention_mask=attention_mask, labels=labels, **rest)


def main(folder: Path, steps: int) -> None:
    torch.set_num_threads(1)
    checkpoints = sorted(folder.glob("out/checkpoint-*"), key=lambda path: int(path.name[11:]))
    # A kill may have cut off the writing of the last one.
    whole = [path for path in checkpoints if is_whole(path)]
    start = int(whole[-1].name[11:]) if whole else 0
    model = Model(
        GPT2Config(
            vocab_size=VOCABULARY,
            n_positions=16,
            n_embd=8,
            n_layer=1,
            n_head=1,
            pad_token_id=PADDING,
            bos_token_id=0,
            eos_token_id=0,
        )
    )
    model.witness = Witness(folder, int(os.environ["RANK"]), start)
    arguments = TrainingArguments(
        output_dir=str(folder / "out"),
        use_cpu=True,
        per_device_train_batch_size=3,
        gradient_accumulation_steps=MICRO_BATCHES,
        max_steps=steps,
        save_steps=5,
        save_total_limit=3,
        report_to=[],
        disable_tqdm=True,
        logging_strategy="no",
        seed=start + 1,
    )
    docs = [{"tokens": one["tokens"]} for one in documents()]
    trainer = Trainer(
        model=model,
        args=arguments,
        train_dataset=docs,
        data_collator=pad,
        callbacks=[OrderLogCallback(folder / "order.log", sync_every=0.2)],
    )
    trainer.args.remove_unused_columns = False
    trainer.train(resume_from_checkpoint=str(whole[-1]) if whole else None)


def is_whole(checkpoint: Path) -> bool:
    try:
        json.loads((checkpoint / "trainer_state.json").read_text())
        torch.load(checkpoint / "optimizer.pt")
    except Exception:
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
