"""Runs a module of tests; a JSON line a test: {"name","outcome","detail"}.

    python report_tests.py test_export

The outcome is `ok`, `skipped` with the reason, or `failed` with the traceback.
"""

import json
import sys
import unittest


class Report(unittest.TestResult):
    def say(self, test: object, outcome: str, detail: str = "") -> None:
        name = getattr(test, "_testMethodName", str(test)).removeprefix("test_").replace("_", " ")
        print(json.dumps({"name": name, "outcome": outcome, "detail": detail}), flush=True)

    def addSuccess(self, test: unittest.TestCase) -> None:
        self.say(test, "ok")

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        self.say(test, "skipped", reason)

    def addFailure(self, test: unittest.TestCase, err: object) -> None:
        self.say(test, "failed", self._exc_info_to_string(err, test))

    addError = addFailure


if __name__ == "__main__":
    unittest.defaultTestLoader.loadTestsFromName(sys.argv[1]).run(Report())
