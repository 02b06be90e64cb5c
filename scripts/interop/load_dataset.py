"""Does `datasets.load_dataset` give back each split of the folders, row by row?

    python load_dataset.py FOLDER... [--prefix P] [--seed N]

The JSON lines, read with the standard library, are the truth. Configs are loaded in a shuffled order
and with one cache for all folders, which would show rows of one folder in another. Where there are Parquet
files, the card names them, and exposures are columns. Exit 1 on any difference. Does not judge the split.
"""

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from split_folder import SIDES, Row, read_rows, read_summary

os.environ["HF_HUB_OFFLINE"] = "1"  # before the import: the folders are all that is read

import datasets  # noqa: E402
from datasets import Features, Value  # noqa: E402
from datasets.info import DatasetInfosDict  # noqa: E402

COUNTS = {"count": Value("int64"), "first_step": Value("int64")}
PLAIN = {
    "row": Value("int64"),
    "critical_good": Value("string"),
    "critical_bad": Value("string"),
}
ADDED = PLAIN | {"exposure_good": COUNTS, "exposure_bad": COUNTS}
# With --parquet, whose files the card then names.
COLUMNS = PLAIN | {
    f"exposure_{which}_{number}": Value("int64")
    for which in ("good", "bad")
    for number in ("count", "first_step")
}


def flatten(row: Row, prefix: str) -> Row:
    """The row of Parquet: exposures as columns."""
    flat = {key: value for key, value in row.items()
            if key not in (f"{prefix}exposure_good", f"{prefix}exposure_bad")}
    for which in ("good", "bad"):
        name = f"{prefix}exposure_{which}"
        for number in ("count", "first_step"):
            flat[f"{name}_{number}"] = row[name][number]
    return flat


def same(written: Any, loaded: Any) -> bool:
    """Equal, with a key that the JSON leaves out read as null, and 1 as 1.0 but never as true."""
    if isinstance(written, dict) and isinstance(loaded, dict):
        keys = written.keys() | loaded.keys()
        return all(same(written.get(key), loaded.get(key)) for key in keys)
    if isinstance(written, list) and isinstance(loaded, list):
        return len(written) == len(loaded) and all(map(same, written, loaded))
    return isinstance(written, bool) == isinstance(loaded, bool) and written == loaded


def row_difference(written: list[Row], loaded: list[Row]) -> str | None:
    """Where the rows first differ, or None."""
    if len(written) != len(loaded):
        return f"{len(written)} rows in the file, {len(loaded)} loaded"
    for number, (expected, found) in enumerate(zip(written, loaded)):
        for key in expected.keys() | found.keys():
            if not same(expected.get(key), found.get(key)):
                return f"line {number + 1}, {key}: {expected.get(key)!r} became {found.get(key)!r}"
    return None


def feature_difference(features: Features, declared: Features | None,
                       added: dict[str, Any]) -> str | None:
    """Where the features are not the card's, or the added ones not the promised types; or None."""
    if declared is None or features != declared:
        return f"loaded as {features}, declared as {declared}"
    for name, type_ in added.items():
        if features.get(name) != type_:
            return f"{name} is {features.get(name)}, not {type_}"
    return None


def check_set(folder: Path, name: str, declared: Features | None, prefix: str,
              cache: str) -> tuple[list[int], int, list[str]]:
    """Rows of each side, number of Parquet files, and what differs."""
    loaded = datasets.load_dataset(str(folder), name, cache_dir=cache)
    rows = {side: read_rows(folder, name, side) for side in SIDES}
    wrong: list[str] = []
    parquet = 0
    has_columns = any((folder / f"{name}.{side}.parquet").exists() for side in SIDES)
    if has_columns:
        rows = {side: [flatten(row, prefix) for row in rows[side]] for side in SIDES}
    added = {prefix + key: type_ for key, type_ in (COLUMNS if has_columns else ADDED).items()}
    if set(loaded) != {side for side in SIDES if rows[side]}:
        wrong.append(f"splits {sorted(loaded)}")
    for side, split in loaded.items():
        wrong += filter(None, [
            row_difference(rows[side], list(split)),
            feature_difference(split.features, declared, added),
        ])
        path = folder / f"{name}.{side}.parquet"
        if path.exists():
            parquet += 1
            table = datasets.load_dataset("parquet", data_files={side: str(path)}, cache_dir=cache)
            found = row_difference(rows[side], list(table[side]))
            if found is None and table[side].features != declared:
                found = f"features {table[side].features}"
            if found is not None:
                wrong.append(f"Parquet: {found}")
    return [len(rows[side]) for side in SIDES], parquet, wrong


def check_folder(folder: Path, prefix: str, seed: int, cache: str) -> int:
    """Prints a line a set; the number of sets (or names of sets) that differ."""
    counts = {name: [s[side] for side in SIDES] for name, s in read_summary(folder)["sets"].items()}
    expected = [name for name, sides in counts.items() if sum(sides) > 0]
    try:
        configs = datasets.get_dataset_config_names(str(folder))
        declared = DatasetInfosDict.from_directory(str(folder))
    except Exception as error:
        print(f"the card cannot be read: {type(error).__name__}: {str(error)[:200]}: {folder}")
        return 1
    bad = sorted(set(configs) ^ set(expected))
    for name in bad:
        print(f"{name}: {'a config without rows' if name in configs else 'rows without a config'}")
    parquet_files = 0
    results = {}
    for name in random.Random(seed).sample(configs, len(configs)):
        try:
            sizes, parquet, wrong = check_set(
                folder, name, declared[name].features, prefix, cache)
        except Exception as error:  # whatever the library throws is the finding
            message = f"{type(error).__name__}: {error.__cause__ or error}"
            sizes, parquet, wrong = [0, 0], 0, [message[:200]]
        if not wrong and sizes != counts.get(name):
            wrong.append(f"split.json says {counts.get(name)}")
        results[name] = (sizes, wrong)
        parquet_files += parquet
    width = max(map(len, results), default=3)
    print(f"{'set':{width}}  {'proxy_train':>11}  {'proxy_validation':>16}  ")
    for name in configs:
        sizes, wrong = results[name]
        print(f"{name:{width}}  {sizes[0]:11}  {sizes[1]:16}  {'; '.join(wrong) or 'same'}")
        bad += [name] if wrong else []
    totals = [sum(sizes[side] for sizes, _ in results.values()) for side in (0, 1)]
    print(f"{'all':{width}}  {totals[0]:11}  {totals[1]:16}  ", end="")
    print(f"{len(configs)} configs, {parquet_files} Parquet files, {len(bad)} differ: {folder}")
    return len(bad)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--prefix", default="", help="as given to firstseen split")
    parser.add_argument("--seed", type=int, default=1, help="of the order of loading")
    options = parser.parse_args()
    datasets.disable_progress_bars()
    print(f"datasets {datasets.__version__}")
    with tempfile.TemporaryDirectory() as cache:
        bad = [check_folder(f, options.prefix, options.seed, cache) for f in options.folders]
    return 1 if any(bad) else 0


if __name__ == "__main__":
    sys.exit(main())
