"""How names travel with batches, and which batches the callbacks log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plain_log import steps_of

from firstseen.training import OrderLog, keep_keys, number_rows
from firstseen.training.batch_keys import KEPT, take_values


def join(examples: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: [one[name] for one in examples] for name in examples[0]}


def test_names_go_through_collate_and_are_taken_out() -> None:
    collate = keep_keys(join)
    batch = collate([{"id": "a", "input_ids": [1]}, {"id": 2, "input_ids": [3]}])
    assert batch == {"input_ids": [[1], [3]], KEPT: ["a", 2]}
    assert take_values(batch, "ids") == {"ids": ["a", 2]}
    assert batch == {"input_ids": [[1], [3]]}
    with pytest.raises(KeyError, match="remove_unused_columns"):
        collate([{"input_ids": [1]}])
    with pytest.raises(TypeError, match="expected a dictionary"):
        keep_keys(list)([{"id": 1}])


def test_what_is_logged_is_what_was_given_and_not_what_was_prefetched(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    examples = [{"id": f"doc-{i}", "x": i} for i in range(64)]
    loader = torch.utils.data.DataLoader(
        examples, batch_size=4, num_workers=2, prefetch_factor=4, collate_fn=keep_keys(join)
    )
    given = []
    with OrderLog(tmp_path / "order.log") as log:
        for step, batch in enumerate(loader, 1):
            log.log(step, **take_values(batch, "ids"))
            given.append((step, [f"doc-{i}" for i in batch["x"]]))
            if step == 3:
                break
    assert steps_of(tmp_path / "order.log") == given


def write_shards(folder: Path) -> list[str]:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    files = []
    for shard, count in enumerate((5, 3, 7, 1)):
        file = folder / f"part-{shard}.parquet"
        rows = [{"text": f"{shard}/{row}"} for row in range(count)]
        parquet.write_table(pyarrow.Table.from_pylist(rows), file, row_group_size=2)
        files.append(str(file))
    return files


@pytest.mark.parametrize("workers", [0, 2])
def test_a_stream_says_shard_and_row(tmp_path: Path, workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets")
    torch = pytest.importorskip("torch")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    files = write_shards(tmp_path)
    stream = datasets.load_dataset("parquet", data_files=files, split="train", streaming=True)
    numbered = number_rows(stream)
    assert numbered.num_shards == 4
    found = [(one["text"], one["order_row"]) for one in numbered]
    assert [text for text, _ in found] == [one["text"] for one in stream]
    shuffled = numbered.shuffle(seed=3, buffer_size=6).map(lambda one: {"length": len(one["text"])})
    loader = torch.utils.data.DataLoader(
        shuffled, batch_size=4, num_workers=workers, collate_fn=keep_keys(join, "order_row")
    )
    seen = []
    with OrderLog(tmp_path / "order.log", files=files) as log:
        for step, batch in enumerate(loader, 1):
            seen += batch["text"]
            log.log(step, **take_values(batch, "rows"))
    rows = [row for _, records in steps_of(tmp_path / "order.log") for row in records]
    assert [f"{shard}/{row}" for shard, row in rows] == seen
    assert sorted(seen) == sorted(one["text"] for one in stream)
    assert seen != sorted(seen)
    with pytest.raises(TypeError, match="expected a streaming data set"):
        number_rows(datasets.Dataset.from_dict({"a": [1]}))


def make_trainer(folder: Path, callbacks: list[Any], **options: Any) -> Any:
    """Of a model that keeps what it is given, on twelve examples."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("accelerate")

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.ones(1))
            self.given: list[Any] = []

        def forward(self, input_ids: Any, labels: Any = None) -> dict[str, Any]:
            if self.training:
                self.keep(input_ids)
            return {"loss": (self.weight * input_ids).sum()}

        @torch.compiler.disable
        def keep(self, input_ids: Any) -> None:
            self.given.append(input_ids.flatten().tolist())

    examples = [{"id": f"doc-{i}", "input_ids": torch.tensor([i])} for i in range(12)]
    model = options.pop("model", None) or Model()
    arguments = transformers.TrainingArguments(
        output_dir=str(folder / "out"),
        use_cpu=True,
        per_device_train_batch_size=2,
        gradient_accumulation_steps=3,
        num_train_epochs=2,
        eval_strategy="steps",
        eval_steps=1,
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
        remove_unused_columns=False,
        **options,
    )
    return transformers.Trainer(
        model=model,
        args=arguments,
        train_dataset=examples,
        eval_dataset=examples[:4],
        data_collator=keep_keys(transformers.default_data_collator),
        callbacks=callbacks,
    )


def numbers_of(log: Path) -> list[list[int]]:
    return [[int(name[4:]) for name in names] for _, names in steps_of(log)]


@pytest.mark.parametrize("compiled", [{}, {"torch_compile": True, "torch_compile_backend": "eager"}])
def test_a_trainer_logs_batches_of_training_only(tmp_path: Path, compiled: dict[str, Any]) -> None:
    pytest.importorskip("transformers")
    from firstseen.training import OrderLogCallback

    callback = OrderLogCallback(tmp_path / "order.log", what="ids")
    trainer = make_trainer(tmp_path, [callback], **compiled)
    trainer.train()
    logged = steps_of(tmp_path / "order.log")
    assert [step for step, _ in logged] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert numbers_of(tmp_path / "order.log") == trainer.model.given
    assert callback.log is None


def test_a_trainer_that_was_interrupted_and_made_again(tmp_path: Path) -> None:
    """As in a notebook: the model of the first one still has its hook."""
    transformers = pytest.importorskip("transformers")
    from firstseen.training import OrderLogCallback

    class Interrupt(transformers.TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, *_: Any, **__: Any) -> None:
            raise KeyboardInterrupt

    path = tmp_path / "order.log"
    first = make_trainer(tmp_path, [OrderLogCallback(path, what="ids"), Interrupt()])
    with pytest.raises(KeyboardInterrupt):
        first.train()
    first.model.given.clear()
    second = make_trainer(tmp_path, [OrderLogCallback(path, what="ids")], model=first.model)
    second.train()
    assert numbers_of(path) == second.model.given and len(second.model.given) == 12


def test_lightning_that_fails_closes_its_log(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    lightning = pytest.importorskip("lightning")
    from firstseen.training import LightningOrderLog

    class Module(lightning.LightningModule):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.ones(1))

        def training_step(self, batch: Any, number: int) -> Any:
            if number == 2:
                raise RuntimeError("out of memory")
            return (self.weight * batch[0]).sum()

        def configure_optimizers(self) -> Any:
            return torch.optim.SGD(self.parameters(), lr=0.1)

    callback = LightningOrderLog(
        tmp_path / "order.log", of=lambda batch: {"ids": [int(one) for one in batch[0]]}
    )
    data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.arange(6.0)), batch_size=1)
    quiet = {"enable_progress_bar": False, "enable_model_summary": False, "enable_checkpointing": False}
    trainer = lightning.Trainer(max_epochs=1, accelerator="cpu", logger=False, callbacks=[callback], **quiet)
    with pytest.raises(RuntimeError, match="out of memory"):
        trainer.fit(Module(), data)
    assert callback.log_file is None
    assert [names for _, names in steps_of(tmp_path / "order.log")] == [[0], [1], [2]]
