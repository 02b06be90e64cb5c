"""Prints the records of a run description as JSON lines, in consumed order: an independent reading.

    python scripts/formats/read_plainly.py RUN.json

Document formats: {"rank","step","id","text","file","row","words","model_tokens"}. Token formats:
{"rank","step","id","tokens","file","row","text_pieces","words","model_tokens"}, where text_pieces are
the decoded stretches between boundaries (the end of a document, special tokens); without a tokenizer
there are none. Steps count from 1, ranks from 0, rows from 1 in their file. Python 3.11 or newer, the
standard library; parquet and arrow need pyarrow, zstd needs zstandard.
"""

import json
import sys
from pathlib import Path

from plain.run import read_run


def main() -> None:
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        raise SystemExit(__doc__)
    for record in read_run(Path(sys.argv[1])):
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
