"""pretrain.py: rows, order, checkpoints, and that a killed run ends as it would have ended."""

import gzip
import io
import json
import math
import os
import sys
import unittest
from contextlib import redirect_stderr
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

import tiny_models  # isort: skip  (finds examples/python)
import pretrain
import result_files
import training_rows
import training_state
from problem import Problem
from tiny_models import InFolder

SIZES = ["--layers", "1", "--width", "16", "--heads", "2", "--mlp", "24", "--entries", "300",
         "--row-tokens", "12", "--batch-size", "8", "--device", "cpu", "--tokenizer-every", "1"]
STEPS = 9


def run_pretrain(*arguments: object) -> str:
    said = io.StringIO()
    with redirect_stderr(said):
        pretrain.main([str(argument) for argument in arguments])
    return said.getvalue()


def read_log(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.endswith(".tmp")}


class Pretraining(InFolder):
    def setUp(self) -> None:
        super().setUp()
        self.corpus = self.folder / "corpus.jsonl"
        sentences = tiny_models.sentences()
        # From half a sentence to three, so that some are cut and some are not.
        self.texts = [
            " ".join(sentences[at : at + 1 + at % 3]) if at % 2 else sentences[at][: at % 20]
            for at in range(8 * STEPS + 3)]
        self.texts[5] = ""
        lines = [json.dumps({"id": f"r{at}", "text": text}) for at, text in enumerate(self.texts)]
        lines.insert(3, "")
        self.corpus.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.out = self.folder / "run"
        self.command = ["--corpus", self.corpus, *SIZES, "--checkpoints", "0,4"]

    def test_a_run_writes_what_an_index_and_an_evaluation_need(self) -> None:
        run_pretrain(*self.command, "--out", self.out, "--seeds", "1,2")
        for seed in ("seed1", "seed2"):
            self.assertEqual(sorted(path.name for path in (self.out / seed).iterdir()),
                             ["loss.jsonl", "order.jsonl", "step0", "step4", "step9"])
        self.assertEqual(json.loads((self.out / "run.json").read_text()), {
            "format": "jsonl", "files": ["../corpus.jsonl"], "text_field": "text",
            "tokenizer": "tokenizer.json", "truncate": {"model_tokens": 12},
            "steps": {"batch_size": 8}, "consumed": {"records": 8 * STEPS}})
        expected = [{"step": step, "records": list(range(8 * step - 8, 8 * step))}
                    for step in range(1, STEPS + 1)]
        self.assertEqual(read_log(self.out / "seed1" / "order.jsonl"), expected)
        self.assertEqual(read_log(self.out / "seed2" / "order.jsonl"), expected)
        one, two = (load_file(self.out / seed / "step9" / "model.safetensors")
                    for seed in ("seed1", "seed2"))
        self.assertTrue(any(not torch.equal(one[name], two[name]) for name in one))
        losses = read_log(self.out / "seed1" / "loss.jsonl")
        self.assertLess(losses[-1]["loss"], losses[0]["loss"])

    def test_the_first_loss_is_that_of_the_untrained_model_on_the_first_rows(self) -> None:
        run_pretrain(*self.command, "--out", self.out)
        tokenizer = Tokenizer.from_file(str(self.out / "tokenizer.json"))
        model = AutoModelForCausalLM.from_pretrained(self.out / "seed1" / "step0").eval()
        total, targets = 0.0, 0
        for text in self.texts[:8]:
            ids = tokenizer.encode(text).ids
            row = [0, *ids[:12], *([0] if len(ids) < 12 else [])]
            with torch.inference_mode():
                logits = model(torch.tensor([row])).logits[0].double()
            log_probabilities = logits.log_softmax(-1)
            total -= sum(log_probabilities[at, token].item() for at, token in enumerate(row[1:]))
            targets += len(row) - 1
        first = read_log(self.out / "seed1" / "loss.jsonl")[0]
        self.assertEqual(first["target_tokens"], targets)
        self.assertAlmostEqual(first["loss"], total / targets, delta=1e-5)

    def test_rows_are_cut_and_ended(self) -> None:
        run_pretrain(*self.command, "--out", self.out)
        tokenizer = Tokenizer.from_file(str(self.out / "tokenizer.json"))
        rows = training_rows.read_rows_file(self.out / "rows.npz")
        assert rows is not None
        self.assertEqual(len(rows), len(self.texts))
        for at, text in enumerate(self.texts):
            ids = tokenizer.encode(text).ids
            expected = [0, *ids[:12]] if len(ids) >= 12 else [0, *ids, 0]
            self.assertEqual(rows.ids[at, : rows.lengths[at]].tolist(), expected)
        self.assertEqual(rows.ids[5, : rows.lengths[5]].tolist(), [0, 0], "an empty text is a row")
        self.assertIn(13, rows.lengths, "some are cut")
        self.assertGreater(len(set(rows.lengths.tolist())), 3, "others are not")

    def test_a_killed_run_continues_and_ends_as_it_would_have(self) -> None:
        whole = self.folder / "whole"
        run_pretrain(*self.command, "--out", whole)
        files = content(whole)
        number = 0
        while True:
            number += 1
            out = self.folder / f"killed{number}"

            def work(number: int = number, out: Path = out) -> None:
                tiny_models.kill_at_write(result_files, number)
                for module in (training_rows, training_state, pretrain):
                    module.write_whole = result_files.write_whole
                run_pretrain(*self.command, "--out", out)

            if not tiny_models.run_killed(work):
                break
            run_pretrain(*self.command, "--out", out)
            self.assertEqual(content(out).keys(), files.keys())
            for name, data in content(out).items():
                self.assertEqual(data, files[name], f"{name}, killed at write {number}")
        self.assertGreater(number, 6)

    def test_a_run_killed_at_any_step_continues(self) -> None:
        whole = self.folder / "whole"
        run_pretrain(*self.command, "--out", whole)
        for step in (1, 5, 9):
            out = self.folder / f"killed{step}"

            def work(step: int = step, out: Path = out) -> None:
                original = pretrain.log

                def log(file: io.TextIOWrapper, line: dict) -> None:
                    if line["step"] == step and "loss" in line:
                        file.write('{"step":')
                        file.flush()
                        os.kill(os.getpid(), 9)
                    original(file, line)

                pretrain.log = log
                run_pretrain(*self.command, "--out", out)

            self.assertTrue(tiny_models.run_killed(work))
            said = run_pretrain(*self.command, "--out", out)
            self.assertEqual("continued at step 4" in said, step > 4)
            self.assertEqual(content(out), content(whole))

    def test_a_finished_run_is_not_trained_again(self) -> None:
        run_pretrain(*self.command, "--out", self.out)
        before = content(self.out)
        self.assertIn("seed 1: finished before", run_pretrain(*self.command, "--out", self.out))
        self.assertEqual(content(self.out), before)
        with self.assertRaisesRegex(Problem, 'learning_rate = 0.0015, .* asks for 0.1'):
            run_pretrain(*self.command, "--out", self.out, "--learning-rate", "0.1")
        with self.corpus.open("a", encoding="utf-8") as file:
            file.write('{"text":"more"}\n')
        with self.assertRaisesRegex(Problem, "has corpus = "):
            run_pretrain(*self.command, "--out", self.out)

    def test_micro_batches_change_no_update(self) -> None:
        for size in (3, 8):
            run_pretrain(*self.command, "--out", self.folder / str(size), "--micro-batch", size)
        three, eight = (read_log(self.folder / str(size) / "seed1" / "loss.jsonl")
                        for size in (3, 8))
        for one, other in zip(three, eight, strict=True):
            self.assertAlmostEqual(one["loss"], other["loss"], delta=1e-4)

    def test_epochs_go_through_the_corpus_again(self) -> None:
        run_pretrain(*self.command, "--out", self.out, "--epochs", "2", "--steps", "12")
        order = [record for line in read_log(self.out / "seed1" / "order.jsonl")
                 for record in line["records"]]
        self.assertEqual(order, [at % 75 for at in range(96)])
        described = json.loads((self.out / "run.json").read_text())
        self.assertEqual((described["epochs"], described["consumed"]), (2, {"records": 96}))

    def test_a_compressed_corpus_is_the_same_corpus(self) -> None:
        packed = self.folder / "corpus.jsonl.gz"
        packed.write_bytes(gzip.compress(self.corpus.read_bytes()))
        corpus = training_rows.Corpus([packed], "text")
        self.assertEqual(list(corpus.texts()), self.texts)

    def test_bad_input_is_refused(self) -> None:
        for lines, pattern in (
            ('{"text":"a"}\n{"text":', "line 2 is not valid JSON"),
            ('{"text":"a"}\n{"body":"b"}', "line 2 has no text in the field 'text'"),
            ("\n", "has no record"),
            ('{"text":"a"}\n', "1 records, which is 0 steps"),
        ):
            self.corpus.write_text(lines, encoding="utf-8")
            with self.assertRaisesRegex(Problem, pattern):
                run_pretrain(*self.command, "--out", self.out)
        with self.assertRaisesRegex(Problem, "there is no file"):
            run_pretrain("--corpus", self.folder / "gone", "--out", self.out)


class Defaults(unittest.TestCase):
    def test_the_model_and_its_schedule(self) -> None:
        options = pretrain.parse_options(["--corpus", "c", "--out", "o"])
        sized = type("Sized", (), {"__len__": lambda self: options.entries, "bos_token_id": 0,
                                   "eos_token_id": 0, "pad_token_id": 1})()
        with torch.device("meta"):
            model = pretrain.make_model(1, sized, options)
        self.assertEqual(sum(weight.numel() for weight in model.parameters()), 42_082_816)
        self.assertEqual(sorted(pretrain.choose_checkpoints(1950, None)),
                         [0, 25, 50, 75, *range(100, 1951, 50)])
        rates = [pretrain.rate_at(step, 1950, options) for step in (1, 195, 1950)]
        np.testing.assert_allclose(rates, [1.5e-3 / 195, 1.5e-3, 1.5e-4])
        middle = pretrain.rate_at(195 + (1950 - 195) // 3, 1950, options)
        self.assertTrue(math.isclose(middle, 1.5e-3 * (0.1 + 0.9 * 0.75), rel_tol=1e-3))


def write_run(folder: Path) -> None:
    """A run, and beside it the text that each row of it spells."""
    case = Pretraining()
    case.setUp()
    corpus = folder / "corpus.jsonl"
    corpus.write_bytes(case.corpus.read_bytes())
    run_pretrain("--corpus", corpus, *SIZES, "--checkpoints", "0", "--out", folder / "run")
    tokenizer = Tokenizer.from_file(str(folder / "run" / "tokenizer.json"))
    rows = training_rows.read_rows_file(folder / "run" / "rows.npz")
    assert rows is not None
    spelled = [tokenizer.decode(ids[:length].tolist())
               for ids, length in zip(rows.ids, rows.lengths)]
    (folder / "spelled.json").write_text(json.dumps(spelled), encoding="utf-8")
    case.doCleanups()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write-run"]:
        write_run(Path(sys.argv[2]))
    else:
        unittest.main()
