"""Makes the small folders that keep the tests of formats whole without any other file.

    python scripts/formats/make_small.py [OUT] [NAME...]

OUT is test/formats/small; NAME... makes only those. Each folder has the files of one shape, its
run.json and expected.jsonl, which is what read_plainly.py makes of it. Needs pyarrow and zstandard.
Other versions of them may give other bytes with the same content.
"""

import json
import shutil
import sys
from pathlib import Path

from plain.run import read_run
from small.document_folders import FOLDERS as DOCUMENT_FOLDERS
from small.log_folders import FOLDERS as LOG_FOLDERS
from small.texts import TEXTS
from small.token_files import tokenizer_json
from small.token_folders import FOLDERS as TOKEN_FOLDERS


def make(out: Path, names: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "tokenizer.json").write_text(tokenizer_json(TEXTS), encoding="utf-8")
    folders = DOCUMENT_FOLDERS | LOG_FOLDERS | TOKEN_FOLDERS
    for name in names or folders:
        folder = out / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        run = folders[name](folder)
        (folder / "run.json").write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
        records = list(read_run(folder / "run.json"))
        lines = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n" for record in records)
        (folder / "expected.jsonl").write_text("".join(lines), encoding="utf-8")
        print(f"{name}: {len(records)} records, {records[-1]['step']} steps")


def main() -> None:
    arguments = sys.argv[1:]
    root = Path(__file__).resolve().parents[2]
    make(Path(arguments[0]) if arguments else root / "test/formats/small", arguments[1:])


if __name__ == "__main__":
    main()
