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


def test_a_trainer_logs_batches_of_training_only(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("accelerate")
    from firstseen.training import OrderLogCallback

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.ones(1))
            self.given: list[Any] = []

        def forward(self, input_ids: Any, labels: Any = None) -> dict[str, Any]:
            if self.training:
                self.given.append(input_ids.flatten().tolist())
            return {"loss": (self.weight * input_ids).sum()}

    examples = [{"id": f"doc-{i}", "input_ids": torch.tensor([i])} for i in range(12)]
    model = Model()
    arguments = transformers.TrainingArguments(
        output_dir=str(tmp_path / "out"),
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
    )
    callback = OrderLogCallback(tmp_path / "order.log", what="ids")
    trainer = transformers.Trainer(
        model=model,
        args=arguments,
        train_dataset=examples,
        eval_dataset=examples[:4],
        data_collator=keep_keys(transformers.default_data_collator),
        callbacks=[callback],
    )
    trainer.train()
    logged = steps_of(tmp_path / "order.log")
    assert [step for step, _ in logged] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert [[int(name[4:]) for name in names] for _, names in logged] == model.given
    assert callback.log is None
