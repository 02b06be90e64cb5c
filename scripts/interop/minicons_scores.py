"""Does minicons score the sentences and the critical phrases of a split's rows?

    python minicons_scores.py FOLDER [--sets A,B] [--model NAME] [--prefix P]

Sums of log-probabilities with the start token in front, so that the first token is scored too (a
critical phrase may be one token). Exit 1 unless every score is a finite number below zero. The
default model is random (tiny_model.py): its accuracies mean nothing.
"""

import argparse
import math
import sys
import tempfile
from pathlib import Path

from minicons import scorer
from split_folder import SIDES, Row, read_rows, read_summary

BATCH = 64


def score(model: scorer.IncrementalLMScorer, texts: list[str]) -> list[float]:
    """The log-probability of each text, in nats."""
    return [
        value
        for start in range(0, len(texts), BATCH)
        for value in model.sequence_score(
            texts[start : start + BATCH],
            bos_token=True,
            reduction=lambda log_probabilities: log_probabilities.sum().item(),
        )
    ]


def score_columns(model: scorer.IncrementalLMScorer, rows: list[Row],
                  columns: tuple[str, str]) -> tuple[float, int]:
    """The share of rows whose good text scores higher, and how many scores are not numbers."""
    good, bad = (score(model, [row[column] for row in rows]) for column in columns)
    unusable = sum(not (math.isfinite(value) and value < 0) for value in good + bad)
    return sum(g > b for g, b in zip(good, bad)) / len(rows), unusable


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--sets", help="joined by commas; default: the first with both sides")
    parser.add_argument("--model", default="", help="of the hub, or a folder; default: random")
    parser.add_argument("--prefix", default="", help="as given to firstseen split")
    options = parser.parse_args()
    summary = read_summary(options.folder)["sets"]
    both = [name for name, s in summary.items() if all(s[side] > 0 for side in SIDES)]
    sets = options.sets.split(",") if options.sets else both[:1]
    columns = (("sentence_good", "sentence_bad"),
               (f"{options.prefix}critical_good", f"{options.prefix}critical_bad"))
    unusable = 0
    with tempfile.TemporaryDirectory() as folder:
        if not options.model:
            from tiny_model import write_tiny_model

            write_tiny_model(Path(folder))
        model = scorer.IncrementalLMScorer(options.model or folder, "cpu")
    print(f"{'set':52}  {'side':16}  {'rows':>5}  {'sentences':>9}  {'phrases':>7}  unusable scores")
    for name in sets:
        for side in SIDES:
            rows = read_rows(options.folder, name, side)
            if not rows:
                print(f"{name:52}  {side:16}  {0:5}")
                continue
            (sentences, first), (phrases, second) = (score_columns(model, rows, c) for c in columns)
            unusable += first + second
            print(f"{name:52}  {side:16}  {len(rows):5}  {sentences:9.4f}  {phrases:7.4f}  "
                  f"{first + second}")
    return 1 if unusable or not sets else 0


if __name__ == "__main__":
    sys.exit(main())
