"""Asks a firstseen server for many phrases, and for a split. Needs nothing but Python 3.9.

    python3 ask.py http://127.0.0.1:7333 phrases.txt
    python3 ask.py http://127.0.0.1:7333 --split pairs.jsonl split.zip
"""

import http.client
import json
import os
import sys
import urllib.error
import urllib.request

# As many as the server takes in one request.
BATCH = 100_000


class Problem(Exception):
    """A problem document of the server (RFC 9457); `code` is stable."""

    def __init__(self, document):
        super().__init__(f"{document['detail']} [{document['code']}]")
        self.code = document["code"]
        self.status = document["status"]


def post(server, path, body, content_type, accept):
    """The open response; raises Problem where the server refuses."""
    headers = {"content-type": content_type, "accept": accept}
    if "FIRSTSEEN_TOKEN" in os.environ:
        headers["authorization"] = f"Bearer {os.environ['FIRSTSEEN_TOKEN']}"
    request = urllib.request.Request(server + path, data=body, headers=headers)
    try:
        return urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        raise refusal(error) from None


def refusal(error):
    """The server's problem document as a Problem, or what a proxy said instead of one."""
    try:
        return Problem(json.load(error))
    except (ValueError, LookupError, TypeError):
        return RuntimeError(
            f"the answer {error.code} is not from firstseen, "
            "but from a proxy in front of it or another server"
        )


def exposures(server, phrases, query=""):
    """Yields an answer a phrase, in order, while they come; `query` is such as "at=100,2000"."""
    for start in range(0, len(phrases), BATCH):
        part = phrases[start : start + BATCH]
        lines = "".join(json.dumps({"phrase": phrase}) + "\n" for phrase in part)
        ndjson = "application/x-ndjson"
        answered = 0
        with post(server, f"/v1/exposures?{query}", lines.encode(), ndjson, ndjson) as response:
            try:
                for line in response:
                    yield json.loads(line)
                    answered += 1
            except (http.client.HTTPException, OSError, ValueError) as error:
                raise cut_short(answered, len(part)) from error
        # A server that stops early closes the connection; never take part of an answer for all.
        if answered != len(part):
            raise cut_short(answered, len(part))


def cut_short(answered, asked):
    return RuntimeError(f"the answer ended after {answered} of {asked} phrases: ask again")


def split(server, pairs_path, zip_path, **options):
    """Writes the split of a pair file (JSON lines) as a zip."""
    name = os.path.splitext(os.path.basename(pairs_path))[0]
    with open(pairs_path, encoding="utf-8") as file:
        body = {"name": name, "text": file.read(), "format": "jsonl", **options}
    encoded = json.dumps(body).encode()
    with post(server, "/v1/splits", encoded, "application/json", "application/zip") as response:
        with open(zip_path, "wb") as file:
            file.write(response.read())


def main(arguments):
    if len(arguments) != 2 and not (len(arguments) == 4 and arguments[1] == "--split"):
        raise SystemExit(__doc__)
    server, *rest = arguments
    if not server.startswith(("http://", "https://")):
        raise ValueError(f"expected an address such as http://127.0.0.1:7333, found {server}")
    # Behind a proxy it may have a path.
    server = server.removesuffix("/")
    if rest[0] == "--split":
        split(server, rest[1], rest[2], policy="either")
        return
    with open(rest[0], encoding="utf-8") as file:
        asked = file.read().splitlines()
    for answer in exposures(server, asked, "at=10,50"):
        if "error" in answer:
            print(answer["phrase"], answer["error"]["code"], sep="\t")
        else:
            first = answer["first"]["step"] if answer["first"] else "never"
            print(answer["phrase"], answer["count"], first, answer["at"]["10"], sep="\t")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except urllib.error.URLError as error:
        sys.exit(
            f"ask.py: no server answers at {sys.argv[1]} ({error.reason}): "
            "start it with `firstseen serve`, or check the address"
        )
    except (Problem, RuntimeError, OSError, ValueError, http.client.HTTPException) as error:
        sys.exit(f"ask.py: {error}")
