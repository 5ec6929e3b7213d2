"""Runs the cases that every language shares against the installed package."""

import json
import pickle
import re
import unittest
from pathlib import Path

import mailmend

FOLDER = Path(__file__).parents[2] / "core" / "conformance"
HINTS = {"host", "stack", "stage"}


def compact(value):
    """`value` as JSON, as the core writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def unplaced(message):
    """A message without the place in the JSON, which is another when the JSON is made elsewhere."""
    return re.sub(r" at line \d+ column \d+$", "", message)


def cases():
    """Every case: its name, the request, the response."""
    for file in sorted(FOLDER.glob("*.json")):
        for case in json.loads(file.read_text("utf-8")):
            yield f"{file.name}: {case['name']}", case["request"], case["response"]


class Conformance(unittest.TestCase):
    def test_there_are_cases(self):
        self.assertTrue(list(cases()))

    def test_call(self):
        for name, request, response in cases():
            with self.subTest(name):
                self.assertEqual(mailmend.call(compact(request)), compact(response))

    def test_explain(self):
        for name, request, response in cases():
            text, hints = request.get("text"), {key: value for key, value in request.items() if key in HINTS}
            told = isinstance(text, str) and all(isinstance(hint, str | None) for hint in hints.values())
            # What else a request may say, a Python call cannot: the interpreter refuses it.
            if not told or request["call"] != "explain" or request.keys() - HINTS - {"call", "text"}:
                continue
            with self.subTest(name):
                if "error" in response:
                    with self.assertRaises(mailmend.MailmendError) as raised:
                        mailmend.explain(text, **hints)
                    self.assertEqual(raised.exception.code, response["error"]["code"])
                    self.assertEqual(unplaced(str(raised.exception)), unplaced(response["error"]["message"]))
                else:
                    self.assertEqual(compact(mailmend.explain(text, **hints)), compact(response))


class Misuse(unittest.TestCase):
    def test_error_has_a_code(self):
        for hints in ({"stack": "cobol"}, {"stage": "lunch"}):
            with self.assertRaises(mailmend.MailmendError) as raised:
                mailmend.explain("550", **hints)
            self.assertEqual(raised.exception.code, "bad-request")
            self.assertIsInstance(raised.exception, ValueError)

    def test_error_can_be_pickled(self):
        with self.assertRaises(mailmend.MailmendError) as raised:
            mailmend.explain("550", stack="cobol")
        again = pickle.loads(pickle.dumps(raised.exception))
        self.assertEqual((str(again), again.code), (str(raised.exception), "bad-request"))

    def test_what_is_no_text_is_a_type_error(self):
        with self.assertRaises(TypeError):
            mailmend.explain(550)

    def test_half_a_character_is_no_misuse(self):
        report = mailmend.explain("550 5.1.1 user unknown \udcff")
        self.assertEqual(report["findings"][0]["class"], "recipient_unknown")
        self.assertTrue(mailmend.call('{"text":"550 \udcff"}').startswith('{"schema":1'))


if __name__ == "__main__":
    unittest.main()
