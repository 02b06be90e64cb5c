"""Compares the numbers of curves/ with NumPy, SciPy, scikit-learn and statsmodels, on random and on real data.

    python scripts/interop/check_numbers.py [--data ../shared/data/training-run] [--seed N] [--cases N]

A statistic is one function below: it yields (question, expected, tolerance). The question goes to
answer-numbers.ts, which has a function of the same name. Where `expected` is a function, it takes the
answer and gives what is wrong with it as a number. Exits 1 on any difference.
"""

import argparse
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import statsmodels.api as models
from safetensors.numpy import save_file
from scipy.stats import entropy
from sklearn.metrics import roc_auc_score
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

warnings.simplefilter("ignore", (PerfectSeparationWarning, ConvergenceWarning))
ROOT = pathlib.Path(__file__).resolve().parents[2]
EXACT = 1e-9


def auroc(random, cases, folder, data):
    for case in range(cases):
        # Few distinct scores: many ties.
        levels = random.choice([2, 5, 1000])
        high, low = (random.integers(0, levels, random.integers(1, 60)) / 7 for _ in range(2))
        labels = [1] * len(high) + [0] * len(low)
        expected = roc_auc_score(labels, np.concatenate([high, low]))
        yield {"values": high.tolist(), "others": low.tolist()}, expected, EXACT


def wilson(random, cases, folder, data):
    for case in range(cases):
        count = int(random.integers(1, 3000))
        right = int(random.choice([0, count, random.integers(0, count + 1)]))
        expected = [float(bound) for bound in proportion_confint(right, count, method="wilson")]
        yield {"values": [right, count]}, expected, EXACT


def benjamini_hochberg(random, cases, folder, data):
    for case in range(cases):
        p = random.integers(1, 1002, random.integers(1, 80)) / 1001
        yield {"values": p.tolist()}, multipletests(p, method="fdr_bh")[1].tolist(), EXACT


def logistic(random, cases, folder, data):
    """Fits of dose: an intercept, and logarithms of two counts."""
    for case in range(cases):
        count = int(random.integers(60, 400))
        x = np.column_stack([np.ones(count), *np.log2(1 + random.integers(0, 40, (2, count)))])
        odds = x @ random.normal(size=3) * 0.5
        y = (random.random(count) < 1 / (1 + np.exp(-odds))).astype(int)
        if y.min() == y.max():
            continue
        fit = models.Logit(y, x).fit(disp=0, tol=1e-14, maxiter=500)
        if np.abs(fit.params).max() > 20:  # nearly separated: the likelihood has no clear maximum
            continue
        expected = {
            "estimates": fit.params.tolist(),
            "standardErrors": fit.bse.tolist(),
            "logLikelihood": fit.llf,
        }
        yield {"values": x.ravel().tolist(), "others": y.tolist(), "columns": 3}, expected, 1e-6


def permutation(random, cases, folder, data):
    """p of the same assignments, counted with NumPy."""
    thresholds = [60, 75, 90]
    for case in range(cases):
        examples, checkpoints = int(random.integers(4, 80)), int(random.integers(1, 12))
        steps = np.cumsum(random.integers(1, 9, checkpoints))
        share = np.linspace(0.4, 1, checkpoints)[:, None]
        right = random.random((checkpoints, examples)) < share
        groups = random.integers(0, max(1, examples // 3), examples)
        groups = np.unique(groups, return_inverse=True)[1]
        exposed = random.integers(0, checkpoints + 1, groups.max() + 1)[groups]
        units = groups if case % 2 else np.arange(examples)
        is_train = exposed[None, :] <= np.arange(checkpoints)[:, None]
        observed = [lag(right, is_train, steps, threshold)[2] for threshold in thresholds]
        question = {
            "sides": exposed.tolist(), "rows": units.tolist(), "values": steps.tolist(),
            "others": right.astype(int).ravel().tolist(), "thresholds": thresholds, "observed": observed,
        }
        yield question, p_error(right, steps, thresholds, observed), EXACT


def lag(right, is_train, steps, threshold):
    """First steps of both sides at a threshold, and their difference; None where undefined."""
    first = []
    for side in (is_train, ~is_train):
        counts, sizes = (right & side).sum(1), side.sum(1)
        reached = np.flatnonzero((sizes > 0) & (100 * counts >= threshold * sizes))
        first.append(int(steps[reached[0]]) if len(reached) else None)
    return *first, None if None in first else first[1] - first[0]


def p_error(right, steps, thresholds, observed):
    def error(answer):
        words = np.array(answer["assignments"], dtype=np.uint64)
        bits = (words[..., None] >> np.arange(32, dtype=np.uint64)) & np.uint64(1)
        sides = bits.reshape(*words.shape[:2], -1)[..., : right.shape[1]].astype(bool)
        expected = []
        for threshold, seen in zip(thresholds, observed):
            lags = [lag(right, side, steps, threshold) for side in sides]
            extreme = sum(b is None or (a is not None and b - a >= seen) for a, b, _ in lags) if seen is not None else 0
            expected.append(None if seen is None else (extreme + 1) / (len(lags) + 1))
        return difference(answer["p"], expected)

    return error


def interval(random, cases, folder, data):
    for case in range(cases):
        values = random.normal(size=random.integers(1, 200))
        yield {"values": values.tolist()}, np.percentile(values, [2.5, 97.5]).tolist(), EXACT


def concepts(random, cases, folder, data):
    for case in range(cases):
        pairs, width = (int(random.integers(4, 90)) for _ in range(2))
        rank = int(random.integers(1, width + 1))
        dtype = random.choice([np.float16, np.float32, np.float64])
        draw = lambda: (random.normal(size=(pairs, rank)) @ random.normal(size=(rank, width)) + 3).astype(dtype)
        good, bad = draw(), draw()
        if case % 3 == 0:  # rows that are the same in several pairs
            good[1], bad[1] = good[0], bad[0]
        paths = [write(folder / f"concepts{case}.{side}", array, case) for side, array in [("good", good), ("bad", bad)]]
        rows = np.flatnonzero(random.random(pairs) < 0.9)
        sides = (random.random(len(rows)) < 0.5).astype(int)
        yield concept_question(paths, good, bad, rows, sides)
    for good_path in sorted(data.glob("states/*.good.npy")) if data else []:
        bad_path = good_path.with_name(good_path.name.replace(".good.", ".bad."))
        good, bad = np.load(good_path), np.load(bad_path)
        rows = np.flatnonzero(random.random(len(good)) < 0.97)
        sides = (random.random(len(rows)) < 0.4).astype(int)
        yield concept_question([good_path, bad_path], good, bad, rows, sides)


def concept_question(paths, good, bad, rows, sides):
    pairs = len(good)
    good, bad = good[rows].astype(np.float64), bad[rows].astype(np.float64)
    concept, train, validation = good - bad, sides == 1, sides == 0
    auroc_of = None
    if train.any() and validation.any():
        mean = concept[train].mean(axis=0)
        scores = np.concatenate([good[validation] @ mean, bad[validation] @ mean])
        auroc_of = roc_auc_score(np.repeat([1, 0], validation.sum()), scores)
    ranks = {
        name: effective_rank(concept[picked])
        for name, picked in [("train", train), ("validation", validation), ("all", sides >= 0)]
    }
    expected = {"auroc": auroc_of, **ranks}
    question = {
        "paths": [str(path) for path in paths],
        **{"pairs": pairs, "rows": rows.tolist(), "sides": sides.tolist()},
    }
    return question, expected, EXACT


def sampled_rank(random, cases, folder, data):
    """That of samples, from roots of eigenvalues."""
    for question, expected, _ in concepts(random, cases, folder, data):
        yield question, expected["all"], 1e-4


def effective_rank(vectors):
    if len(vectors) < 2:
        return None
    singular = np.linalg.svd(vectors - vectors.mean(axis=0), compute_uv=False)
    # Not defined where all rows are the same.
    return math.exp(entropy(singular)) if singular.sum() > 0 else None


def attention(random, cases, folder, data):
    for case in range(cases):
        pairs, layers, heads = (int(random.integers(2, high)) for high in (60, 6, 9))
        dtype = random.choice([np.float16, np.float32])
        arrays = [random.random((pairs, layers, heads)).astype(dtype) ** 3 for _ in range(2)]
        paths = [write(folder / f"attention{case}.{i}", array, case) for i, array in enumerate(arrays)]
        rows = np.flatnonzero(random.random(pairs) < 0.9) if pairs > 9 else np.arange(pairs)
        sides = (random.random(len(rows)) < 0.5).astype(int)
        yield attention_question(paths, arrays, rows, sides)
    for path in sorted(data.glob("attention/*.step100.npy")) if data else []:
        paths = [path, path.with_name(path.name.replace("step100", "step1950"))]
        rows = np.arange(1000)
        sides = (random.random(1000) < 0.4).astype(int)
        yield attention_question(paths, [np.load(one) for one in paths], rows, sides)


def attention_question(paths, arrays, rows, sides):
    before, after = (array[rows].astype(np.float64) for array in arrays)
    change = (after.mean(axis=0) - before.mean(axis=0)).ravel()
    order = np.argsort(-np.abs(change), kind="stable")
    size = np.abs(change)[order]
    heads = before.shape[2]
    side = lambda picked: after[picked].mean(axis=0).ravel().tolist() if picked.any() else None
    expected = {
        "top": [
            {"layer": int(i // heads), "head": int(i % heads), "change": change[i], "share": size[k] / size.sum()}
            for k, i in enumerate(order[:5])
        ],
        "share": {str(k): size[:k].sum() / size.sum() for k in (1, 4, 8)},
        "entropy": {"from": entropy(before.mean(axis=0).ravel()), "to": entropy(after.mean(axis=0).ravel())},
        **{"train": side(sides == 1), "validation": side(sides == 0), "all": side(sides >= 0)},
    }
    question = {
        "paths": [str(path) for path in paths],
        **{"pairs": len(arrays[0]), "rows": rows.tolist(), "sides": sides.tolist()},
    }
    return question, expected, EXACT


STATISTICS = [wilson, benjamini_hochberg, logistic, permutation, auroc, interval, concepts, sampled_rank, attention]


def write(path, array, case):
    """As NumPy and safetensors write arrays: both byte orders, both orders of axes."""
    if case % 4 == 3:
        path = path.with_suffix(path.suffix + ".safetensors")
        save_file({"array": np.ascontiguousarray(array)}, path)
        return path
    path = path.with_suffix(path.suffix + ".npy")
    big = array.dtype.newbyteorder(">")
    np.save(path, [array, np.asfortranarray(array), array.astype(big)][case % 4])
    return path


def difference(found, expected):
    """The largest one of any number in both; infinite where shapes differ."""
    if isinstance(expected, dict):
        return max((difference((found or {}).get(key), value) for key, value in expected.items()), default=0)
    if isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return math.inf
        return max(map(difference, found, expected), default=0)
    if found is None or expected is None:
        return 0 if found is None and expected is None else math.inf
    return abs(found - expected)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, help="folder with states/ and attention/")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cases", type=int, default=100, help="random cases of each statistic")
    parser.add_argument("--node", default=str(ROOT / "node_modules/.bin/node"))
    options = parser.parse_args()
    data = options.data and options.data.resolve()
    with tempfile.TemporaryDirectory() as folder:
        asked = [
            ({"statistic": check.__name__, **question}, expected, tolerance)
            for check in STATISTICS
            for question, expected, tolerance in check(
                np.random.default_rng(options.seed), options.cases, pathlib.Path(folder), data
            )
        ]
        lines = "".join(json.dumps(question) + "\n" for question, _, _ in asked)
        command = [options.node, str(ROOT / "scripts/interop/answer-numbers.ts")]
        ended = subprocess.run(command, input=lines, capture_output=True, text=True)
    if ended.returncode != 0:
        sys.exit(ended.stderr)
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(answers) == len(asked), f"{len(answers)} answers to {len(asked)} questions"
    wrong = 0
    worst = {}
    for (question, expected, tolerance), found in zip(asked, answers):
        name = question["statistic"]
        off = expected(found) if callable(expected) else difference(found, expected)
        worst[name] = max(worst.get(name, 0), off)
        if not off <= tolerance:
            wrong += 1
            print(f"{name}: found {found}, expected {expected}, of {json.dumps(question)[:300]}")
    for name, off in worst.items():
        count = sum(question["statistic"] == name for question, _, _ in asked)
        print(f"{name}: {count} cases, largest difference {off:.1e}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
