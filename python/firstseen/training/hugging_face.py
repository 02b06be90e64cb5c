"""A callback of the Trainer of transformers that logs what the model is given.

A Trainer shows its callbacks no batches. So this one hooks the model itself: each forward call in training
mode is a micro-batch, just as the model gets it, whatever the loader has prefetched or skipped.
"""

# Types of packages that may not be there.
# mypy: disable-error-code="import-not-found,import-untyped,misc,no-untyped-call,unused-ignore"
from __future__ import annotations

import os
from typing import Any

import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from firstseen.training.batch_keys import What, take_values
from firstseen.training.order_log import OrderLog


class OrderLogCallback(TrainerCallback):
    """Logs to an OrderLog at `path`, whose options `options` are; its ranks are those of the Trainer.

    what: `tokens` logs `input_ids` where `attention_mask` is not 0. `ids` and `rows` log what
        `keep_keys` has put into the batch; set `remove_unused_columns=False` for these.
    """

    def __init__(self, path: str | os.PathLike[str], *, what: What = "tokens", **options: Any) -> None:
        self.path = path
        self.what = what
        self.options = options
        self.log: OrderLog | None = None
        self._state: TrainerState | None = None
        self._hook: Any = None

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self._end()
        self._state = state
        place = {"rank": args.process_index, "world_size": args.world_size}
        self.log = OrderLog(self.path, resume_step=state.global_step, **{**place, **self.options})
        hook = torch.compiler.disable(self._see)
        self._hook = kwargs["model"].register_forward_pre_hook(hook, with_kwargs=True)

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self._end()

    def _see(self, model: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if self.log is None or self.log.is_taken:
            # Of a training that was interrupted; another callback logs the batches now, with their names.
            self._end()
            return None
        batch = dict(kwargs)
        values = take_values(batch, self.what)
        if model.training and self._state is not None:
            self.log.log(self._state.global_step + 1, **values)
        return args, batch

    def _end(self) -> None:
        if self._hook is not None:
            self._hook.remove()
            self._hook = None
        if self.log is not None:
            self.log.close()
            self.log = None
