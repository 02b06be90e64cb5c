"""export.py against a plain forward of one sentence at a time, and against lm_eval."""

import csv
import io
import json
import math
import re
import shutil
import unittest
from contextlib import redirect_stderr
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    BertConfig,
    BertLMHeadModel,
    GPT2Config,
    GPTNeoXConfig,
    PreTrainedTokenizerFast,
    Qwen2Config,
)

import tiny_models  # isort: skip  (finds examples/python)
import export
import result_files
from probes import Probe, run_probes
from problem import Problem
from tiny_models import INPUTS, InFolder

ALL = "scores,states,attention"
SPLIT = ["--split", str(INPUTS / "split")]
PAIRS = ["--pairs", str(INPUTS / "pairs" / "*.jsonl")]


def run_export(*arguments: object) -> str:
    """What it says on stderr."""
    said = io.StringIO()
    with redirect_stderr(said):
        export.main([str(argument) for argument in arguments])
    return said.getvalue()


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


class WithCheckpoints(InFolder):
    def setUp(self) -> None:
        super().setUp()
        self.runs = self.folder / "runs"
        self.out = self.folder / "out"
        self.tokenizer = tiny_models.make_tokenizer()
        for step in (0, 700):
            tiny_models.write_checkpoint(self.runs / f"step{step}", step, self.tokenizer)

    def phrases(self, name: str) -> dict[int, str]:
        rows = [json.loads(line) for side in ("train", "validation")
                if (path := INPUTS / "split" / f"{name}.proxy_{side}.jsonl").exists()
                for line in path.read_text(encoding="utf-8").splitlines()]
        return {row["row"]: row["critical_good"] for row in rows}


def plain_forward(model: object, tokenizer: Tokenizer, sentence: str) -> tuple:
    """Score, [tokens, width] states, [layers, heads, tokens, tokens] attention, and offsets."""
    encoding = tokenizer.encode(" " + sentence, add_special_tokens=False)
    ids = torch.tensor([[0, *encoding.ids]])
    with torch.inference_mode():
        output = model(ids, output_hidden_states=True, output_attentions=True)
    log_probabilities = output.logits[0].double().log_softmax(-1)
    score = sum(log_probabilities[at, token].item() for at, token in enumerate(encoding.ids))
    # The sentence begins one character later in the text, and one token later in `ids`.
    offsets = [(0, 0)] + [(start - 1, end - 1) for start, end in encoding.offsets]
    return score, output.hidden_states[-1][0], torch.stack(output.attentions)[:, 0], offsets


def covering(offsets: list[tuple[int, int]], char: int) -> int:
    return max(token for token, (start, end) in enumerate(offsets) if start <= char < end)


class Numbers(WithCheckpoints):
    def test_all_numbers_are_those_of_one_sentence_at_a_time(self) -> None:
        run_export(self.runs, *SPLIT, *PAIRS, "--out", self.out, "--kinds", ALL, "--seed", 5,
                   "--array-dtype", "float32", "--batch-size", 16)
        table = read_table(self.out / "results.csv")
        self.assertEqual(list(table[0]), ["set", "row", "step", "seed", "good", "bad"])
        expected_keys = [(name, str(row), step, "5") for name in tiny_models.set_names()
                         for step in ("0", "700")
                         for row in range(len(tiny_models.read_pairs(name)))]
        self.assertEqual(
            [(row["set"], row["row"], row["step"], row["seed"]) for row in table], expected_keys)
        checked = 0
        for step in (0, 700):
            model = AutoModelForCausalLM.from_pretrained(
                self.runs / f"step{step}", attn_implementation="eager").eval()
            for name in tiny_models.set_names():
                rows = [row for row in table if (row["set"], row["step"]) == (name, str(step))]
                checked += self.compare(model, name, step, rows)
        self.assertGreater(checked, 100, "rows with attention")

    def compare(self, model: object, name: str, step: int, rows: list[dict[str, str]]) -> int:
        good, bad = (np.load(self.out / "states" / f"{name}.step{step}.{side}.npy")
                     for side in ("good", "bad"))
        attention = np.load(self.out / "attention" / f"{name}.step{step}.npy")
        phrases = self.phrases(name)
        pairs = tiny_models.read_pairs(name)
        self.assertEqual(good.shape, (len(pairs), 32))
        self.assertEqual(attention.shape, (len(pairs), 3, 4))
        for row, pair in enumerate(pairs):
            for side, states in (("good", good), ("bad", bad)):
                sentence = pair[f"sentence_{side}"]
                score, hidden, weights, offsets = plain_forward(model, self.tokenizer, sentence)
                self.assertAlmostEqual(float(rows[row][side]), score, delta=1e-4)
                last = covering(offsets, len(sentence.rstrip(".?! ")) - 1)
                np.testing.assert_allclose(states[row], hidden[last].numpy(), atol=1e-5)
                if side == "good" and row in phrases:
                    phrase = phrases[row]
                    found = re.search(rf"(?<![\w'’]){re.escape(phrase)}(?!\w)", sentence.lower())
                    assert found is not None
                    first = covering(offsets, found.start() + len(phrase.split()[0]) - 1)
                    critical = covering(offsets, found.end() - 1)
                    np.testing.assert_allclose(
                        attention[row], weights[:, :, critical, first].numpy(), atol=1e-5)
        for row in set(range(len(pairs))) - phrases.keys():
            self.assertTrue(np.isnan(attention[row]).all(), "a dropped pair has no critical phrase")
        return len(phrases)

    def test_scores_are_those_of_lm_evaluation_harness(self) -> None:
        try:
            from lm_eval.api.instance import Instance
            from lm_eval.models.huggingface import HFLM
        except ImportError:
            self.skipTest("lm_eval is not installed")
        run_export(self.runs / "step700", *PAIRS, "--out", self.out)
        table = read_table(self.out / "results.csv")
        model = HFLM(pretrained=str(self.runs / "step700"), device="cpu", batch_size=8,
                     dtype="float32")
        requests = [
            Instance("loglikelihood", {}, ("", f" {pair[f'sentence_{side}']}"), 0)
            for name in tiny_models.set_names() for pair in tiny_models.read_pairs(name)
            for side in ("good", "bad")]
        scores = [score for score, _ in model.loglikelihood(requests, disable_tqdm=True)]
        ours = [float(row[side]) for row in table for side in ("good", "bad")]
        self.assertEqual(len(ours), len(scores))
        self.assertLess(max(abs(a - b) for a, b in zip(ours, scores)), 1e-4)

    def test_the_batch_size_changes_nothing(self) -> None:
        outs = []
        for size in (1, 7, 1000):
            outs.append(self.folder / f"batch{size}")
            run_export(self.runs / "step700", *SPLIT, "--out", outs[-1], "--kinds", ALL,
                       "--array-dtype", "float32", "--batch-size", size)
        first, *others = (read_table(out / "results.csv") for out in outs)
        for other in others:
            for one, two in zip(first, other, strict=True):
                for side in ("good", "bad"):
                    self.assertAlmostEqual(float(one[side]), float(two[side]), delta=1e-5)
        for path in sorted(outs[0].rglob("*.npy")):
            for out in outs[1:]:
                other = np.load(out / path.relative_to(outs[0]))
                np.testing.assert_allclose(np.load(path), other, atol=1e-5)

    def test_states_are_what_the_head_reads_in_other_architectures(self) -> None:
        small = {"vocab_size": 400, "hidden_size": 16, "num_hidden_layers": 2,
                 "num_attention_heads": 2, "intermediate_size": 24}
        for config in (GPT2Config(vocab_size=400, n_embd=16, n_layer=2, n_head=2),
                       GPTNeoXConfig(**small), Qwen2Config(**small, num_key_value_heads=1)):
            model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
            probes = [Probe(0, side, [0, 5 + side, 9, 7], 2, (2, 1)) for side in (0, 1)]
            results = run_probes(model, probes, 1, 2, lambda done: None)
            head = model.get_output_embeddings()
            for probe in probes:
                with torch.inference_mode():
                    read = head(torch.from_numpy(results.states[0, probe.side]))
                    logits = model(torch.tensor([probe.ids])).logits[0, 2]
                np.testing.assert_allclose(read.numpy(), logits.numpy(), atol=1e-5)
            self.assertEqual(results.attention.shape, (1, 2, 2), type(model).__name__)

    def test_the_tokenizer_of_a_folder_is_the_one_of_its_file(self) -> None:
        loaded = AutoTokenizer.from_pretrained(self.runs / "step0")
        texts = [" " + sentence for sentence in tiny_models.sentences()]
        self.assertEqual(loaded(texts, add_special_tokens=False)["input_ids"],
                         [encoding.ids for encoding in self.tokenizer.encode_batch(texts)])


class Files(WithCheckpoints):
    def test_a_split_without_pair_files_leaves_out_the_pairs_that_it_dropped(self) -> None:
        said = run_export(self.runs / "step0", *SPLIT, "--out", self.out, "--kinds", ALL,
                          "--sets", "own")
        self.assertIn("own: 1 of 5 rows are pairs that the split dropped", said)
        self.assertEqual([row["row"] for row in read_table(self.out / "results.csv")],
                         ["0", "1", "3", "4"])
        for path in self.out.rglob("*.npy"):
            array = np.load(path).reshape(5, -1)
            self.assertEqual(array.dtype, np.float16)
            self.assertEqual(np.isnan(array).all(1).tolist(), [False, False, True, False, False])

    def test_a_compact_split_gives_the_phrases_to_pair_files(self) -> None:
        for name, split in (("a", "split"), ("b", "compact")):
            run_export(self.runs / "step0", "--split", INPUTS / split, *PAIRS, "--out",
                       self.folder / name, "--kinds", ALL)
        self.assertEqual(content(self.folder / "a"), content(self.folder / "b"))
        with self.assertRaisesRegex(Problem, "no sentences of demonstrative_agreement"):
            run_export(self.runs, "--split", INPUTS / "compact", "--out", self.out)

    def test_arrays_and_tables_come_in_each_format(self) -> None:
        command = [self.runs / "step0", *SPLIT, "--sets", "verb_agreement", "--kinds", ALL]
        plain = self.folder / "float32"
        run_export(*command, "--out", plain, "--array-dtype", "float32")
        for dtype, delta in (("float32", 0), ("float16", 2e-3), ("bfloat16", 2e-2)):
            out = self.folder / f"{dtype}s"
            run_export(*command, "--out", out, "--array-dtype", dtype, "--arrays", "safetensors",
                       "--table", "jsonl")
            for path in plain.rglob("*.npy"):
                stored = load_file((out / path.relative_to(plain)).with_suffix(".safetensors"))
                self.assertEqual(stored["data"].dtype, getattr(torch, dtype))
                np.testing.assert_allclose(
                    stored["data"].float().numpy(), np.load(path), rtol=delta, atol=delta)
            rows = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
            self.assertEqual([{key: str(value) for key, value in row.items()} for row in rows],
                             read_table(plain / "results.csv"))
        with self.assertRaises(SystemExit), redirect_stderr(io.StringIO()):
            export.parse_options(["x", *SPLIT, "--out", "y", "--array-dtype", "bfloat16"])

    def test_a_parquet_table_has_types(self) -> None:
        try:
            import pyarrow.parquet
        except ImportError:
            self.skipTest("pyarrow is not installed")
        run_export(self.runs / "step0", *SPLIT, "--sets", "own", "--out", self.out, "--table",
                   "parquet")
        table = pyarrow.parquet.read_table(self.out / "results.parquet")
        self.assertEqual({name: str(kind) for name, kind in zip(table.schema.names,
                                                                table.schema.types)},
                         {"set": "string", "row": "int64", "step": "int64", "seed": "int64",
                          "good": "double", "bad": "double"})

    def test_a_value_beyond_float16_is_an_error(self) -> None:
        array = np.array([[1e5, np.nan]], np.float32)
        with self.assertRaisesRegex(Problem, "largest value is 100000.* float16 does not hold"):
            result_files.ArrayFormat("npy", "float16").encode(array, "states")

    def test_what_is_finished_is_not_made_again(self) -> None:
        command = [self.runs, *SPLIT, "--out", self.out, "--kinds", ALL, "--sets", "own"]
        run_export(*command)
        before = content(self.out)
        with mock.patch.object(export, "load_model", side_effect=AssertionError("was loaded")):
            self.assertIn("step 700: finished before", run_export(*command))
        gone = self.out / "states" / "own.step700.bad.npy"
        gone.unlink()
        self.assertNotIn("step 700: finished before", run_export(*command))
        self.assertEqual(content(self.out), before)

    def test_other_settings_or_weights_are_not_mixed_in(self) -> None:
        command = [self.runs, *SPLIT, "--out", self.out, "--sets", "own"]
        run_export(*command)
        for other in (["--dtype", "bfloat16"], ["--prefix-token", "5"], ["--seed", "2"], PAIRS):
            with self.assertRaisesRegex(Problem, "made with other settings"):
                run_export(*command, *other)
        tiny_models.make_model(1).save_pretrained(self.runs / "step700")
        with self.assertRaisesRegex(Problem, r"step 700 .* other settings \(checkpoint\)"):
            run_export(*command)

    def test_a_killed_export_leaves_no_half_file_and_continues(self) -> None:
        command = [self.runs / "step0", *SPLIT, "--kinds", ALL, "--sets", "own,verb_agreement"]
        whole = self.folder / "whole"
        run_export(*command, "--out", whole)
        files = content(whole)
        for number in range(1, len(files) + 1):
            out = self.folder / f"killed{number}"

            def work(number: int = number, out: Path = out) -> None:
                tiny_models.kill_at_write(result_files, number)
                run_export(*command, "--out", out)

            self.assertTrue(tiny_models.run_killed(work))
            left = {name: data for name, data in content(out).items() if not name.endswith(".tmp")}
            self.assertEqual(len(left), number - 1)
            self.assertEqual(left, {name: files[name] for name in left}, "whole or absent")
            run_export(*command, "--out", out)
            self.assertEqual(content(out), files)


class Refusals(WithCheckpoints):
    def refused(self, pattern: str, *arguments: object) -> None:
        with self.assertRaisesRegex(Problem, pattern):
            run_export(*arguments, "--out", self.out)

    def test_folders_that_are_not_checkpoints(self) -> None:
        empty = self.folder / "step5"
        empty.mkdir()
        self.refused("step5 has no config.json", empty, *SPLIT)
        self.refused("nothing is not a folder.*hf download", self.folder / "nothing", *SPLIT)
        shutil.copy(self.runs / "step0" / "config.json", empty)
        self.refused("no weights", empty, *SPLIT)
        (empty / "model.safetensors").write_bytes(b"x" * 100)
        self.refused("step5 cannot be loaded", empty, *SPLIT, "--tokenizer", self.runs / "step0")
        self.refused("no tokenizer in", empty, *SPLIT)

    def test_steps_that_are_not_clear(self) -> None:
        shutil.copytree(self.runs / "step0", self.folder / "final")
        self.refused("does not say a step", self.folder / "final", *SPLIT)
        run_export(self.folder / "final", *SPLIT, "--step", 9, "--sets", "own", "--out", self.out)
        self.assertEqual(read_table(self.out / "results.csv")[0]["step"], "9")
        shutil.copytree(self.runs / "step0", self.folder / "other" / "checkpoint-700")
        self.refused("are both step 700", self.runs, self.folder / "other", *SPLIT)
        self.refused("has 0 groups", self.runs, *SPLIT, "--step-pattern", "step")

    def test_the_steps_of_folder_names(self) -> None:
        for name, step in (("checkpoint-700", 700), ("global_step12", 12), ("iter_0000350", 350),
                           ("step1000-tokens4B", 1000), ("Step-5", 5)):
            shutil.copytree(self.runs / "step0", self.folder / "named" / name)
            (self.folder / "named" / ".step9.tmp").mkdir(exist_ok=True)  # is being written
            found = export.find_checkpoints([self.folder / "named"], export.STEP_PATTERN, None)
            self.assertEqual([checkpoint.step for checkpoint in found], [step])
            shutil.rmtree(self.folder / "named")

    def test_sets_and_pairs_that_do_not_fit(self) -> None:
        self.refused("no set 'verb_agrement'.*such as verb_agreement", self.runs, *SPLIT, "--sets",
                     "verb_agrement")
        self.refused("has no split.json", self.runs, "--split", self.folder)
        self.refused("no pair file matches", self.runs, "--pairs", self.folder / "*.jsonl")
        lines = (INPUTS / "pairs" / "own.jsonl").read_text(encoding="utf-8").splitlines(True)
        own = self.folder / "own.jsonl"
        for text, pattern in (
            ("".join(lines[1:]), "has 4 rows, and the split was made of 5"),
            ("".join([lines[1], lines[0], *lines[2:]]), "row 0 is not the pair"),
            ("".join(lines) + "{", "line 6 is not valid JSON"),
            ("".join(lines).replace("sentence_bad", "worse"), "column 'sentence_bad'.*no such"),
        ):
            own.write_text(text, encoding="utf-8")
            self.refused(pattern, self.runs, *SPLIT, "--pairs", own, "--sets", "own")
        self.refused("own has no critical phrase", self.runs, "--pairs", INPUTS / "pairs/own.jsonl",
                     "--kinds", "attention")

    def test_tokenizers_that_do_not_fit(self) -> None:
        bare = self.folder / "tokenizer.json"
        self.tokenizer.save(str(bare))
        command = [self.runs / "step0", *SPLIT, "--tokenizer", bare]
        self.refused("neither a bos nor an eos token.*--prefix-token", *command)
        self.refused("'nope' is not a token", *command, "--prefix-token", "nope")
        run_export(*command, "--prefix-token", tiny_models.END, "--out", self.folder / "a")
        run_export(self.runs / "step0", *SPLIT, "--out", self.folder / "b")
        self.assertEqual(read_table(self.folder / "a" / "results.csv"),
                         read_table(self.folder / "b" / "results.csv"))
        tiny_models.make_model(3, 300).save_pretrained(self.folder / "step1")
        self.refused("the model has 300 entries", self.folder / "step1", *SPLIT, "--tokenizer",
                     self.runs / "step0")
        tiny_models.make_model(3, 400, 8).save_pretrained(self.folder / "step1")
        self.refused("tokens with the prefix, and the model takes 8", self.folder / "step1", *SPLIT,
                     "--tokenizer", self.runs / "step0")

    def test_unknown_tokens(self) -> None:
        known = Tokenizer(models.WordLevel({"<s>": 0, "<unk>": 1, "The": 2, "men": 3}, "<unk>"))
        known.pre_tokenizer = pre_tokenizers.Whitespace()
        folder = self.folder / "words"
        PreTrainedTokenizerFast(tokenizer_object=known, bos_token="<s>",
                                unk_token="<unk>").save_pretrained(folder)
        command = [self.runs / "step0", *SPLIT, "--tokenizer", folder, "--sets", "own"]
        self.refused("row 0, good sentence: the tokenizer does not know all of it", *command)
        run_export(*command, "--allow-unknown", "--out", self.out)

    def test_models_that_would_give_numbers_without_meaning(self) -> None:
        both_ways = self.folder / "step1"
        torch.manual_seed(1)
        BertLMHeadModel(BertConfig(
            vocab_size=400, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
            intermediate_size=16, initializer_range=1.0)).save_pretrained(both_ways)
        command = [*SPLIT, "--tokenizer", self.runs / "step0"]
        self.refused("is not a causal language model", both_ways, *command)
        broken = self.folder / "step2"
        model = tiny_models.make_model(2)
        weights = {name: value for name, value in model.state_dict().items()
                   if "lm_head" not in name}
        model.save_pretrained(broken, state_dict=weights)
        self.refused("weights do not fit the model.*lm_head", broken, *command)
        with torch.no_grad():
            model.lm_head.weight[3, 0] = math.nan
        model.save_pretrained(broken)
        self.refused("row 0 has the scores .*not finite", broken, *command)


if __name__ == "__main__":
    unittest.main()
