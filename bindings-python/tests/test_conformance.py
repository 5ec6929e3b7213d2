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
    for file in sorted(FOLDER.rglob("*.json")):
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
            told = isinstance(text, str) and all(hint is None or isinstance(hint, str) for hint in hints.values())
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
                    self.assertEqual(mailmend.explain(text, **hints).to_json(), compact(response))


class Calls(unittest.TestCase):
    """The functions give what the door gives."""

    def test_records_and_addresses(self):
        for name, request, response in cases():
            call = request.get("call", "").replace("-", "_")
            function = getattr(mailmend, call, None) if call not in ("", "call", "explain") else None
            # The map of a zone is for programs that have one: Python has no argument for it.
            if function is None or "error" in response or request.keys() & {"zone", "id", "receivers"}:
                continue
            given = {key.replace("-", "_"): value for key, value in request.items() if key != "call"}
            if call == "content":
                first, given = (given.pop("message", None),), {"from_" if k == "from" else k: v for k, v in given.items()}
            else:
                names = [name for name in FIRST.get(call, ("record", "text")) if name in given]
                first = tuple(given.pop(name) for name in names)
            with self.subTest(name):
                self.assertEqual(function(*first, **given).to_json(), compact(response))


# What is given by its place, where that is not the text.
FIRST = {
    "bounce": ("message",), "page": ("code",), "domain": ("domain",), "dmarc_policy": ("domain",), "settings": ("text", "settings"),
    "suppress": ("events",), "spf_tree": ("domain",), "check_host": ("ip",), "plan": ("volume",), "retry": ("text",), "health": (),
}


class Objects(unittest.TestCase):
    """Answers are values: read-only, equal when they hold the same, and Celery may pickle them."""

    def setUp(self):
        self.report = mailmend.explain("550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown")
        self.record = mailmend.spf("v=spf1 mx +all")

    def test_pickled_and_back(self):
        address = mailmend.address("john@gmial.com")
        for value in (
            self.report, self.report.best, self.report.best.evidence[0], self.report.best.fixes[0], self.record, address,
            address.valid, mailmend.explain("x" * 3_000_000).cut,
        ):
            for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
                again = pickle.loads(pickle.dumps(value, protocol))
                self.assertEqual(again, value)
                self.assertEqual(hash(again), hash(value))
                self.assertEqual(again.to_json(), value.to_json())

    def test_a_pickle_of_another_version_keeps_its_words(self):
        text = self.report.to_json().replace("RCPT001", "RCPT999").replace("This mailbox", "That mailbox")
        text = text.replace('"owner":"recipient"', '"owner":"martian"')
        again = mailmend._mailmend._restore(mailmend.Report, text)
        self.assertEqual((again.best.code, again.best.owner), ("RCPT999", "martian"))
        self.assertIn("That mailbox", str(again))
        self.assertEqual(again.to_json(), text)
        self.assertNotEqual(again, self.report)

    def test_equal_and_not(self):
        same = mailmend.explain("550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown")
        other = mailmend.explain("552 5.2.2 mailbox full")
        self.assertEqual(same, self.report)
        self.assertEqual(len({same, self.report, other}), 2)
        self.assertNotEqual(self.report, "a text")
        self.assertNotEqual(self.record, mailmend.spf("v=spf1 mx -all"))

    def test_read_only(self):
        for value, name in ((self.report, "kind"), (self.report.best, "owner"), (self.record, "fixed")):
            with self.assertRaises(AttributeError):
                setattr(value, name, None)
        self.report.best.facts["recipient"] = "somebody else"
        self.assertEqual(self.report.best.facts["recipient"], "nobody@example.com")

    def test_words_are_enums_and_texts(self):
        best = self.report.best
        self.assertIs(best.owner, mailmend.Owner.RECIPIENT)
        self.assertIs(best.code, mailmend.Code.MAILBOX_NOT_FOUND)
        self.assertEqual(f"{best.recipient} {best.code}", "suppress RCPT001")
        self.assertEqual(json.dumps(best.retry), '"never"')

    def test_pages(self):
        for page in mailmend.catalog().pages:
            self.assertEqual(mailmend.page(page.slug).page, page)
            self.assertTrue(page.title and page.why and page.fixes)
        with self.assertRaises(mailmend.MailmendError):
            mailmend.page("RCPT999")

    def test_matches(self):
        self.assertEqual(self.report.__match_args__, ("kind", "findings"))
        self.assertEqual(self.record.__match_args__[:3], ("schema", "kind", "record"))

    def test_for_people(self):
        text = str(self.report)
        self.assertTrue(text.startswith("This mailbox does not exist\n"), text)
        self.assertIn("Recipient       stop mailing the address", text)
        self.assertEqual(repr(self.report), "<Report smtp-reply: RCPT001 mailbox-not-found>")


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
        for what in (550, None, ["550"], object()):
            with self.assertRaises(TypeError):
                mailmend.explain(what)
        for call in (mailmend.address, mailmend.spf, mailmend.record):
            with self.assertRaises(TypeError):
                call(None)

    def test_half_a_character_is_no_misuse(self):
        report = mailmend.explain("550 5.1.1 user unknown \udcff")
        self.assertEqual(report.best.class_, mailmend.Class.RECIPIENT_UNKNOWN)
        self.assertTrue(mailmend.call('{"text":"550 \udcff"}').startswith('{"schema":1'))


if __name__ == "__main__":
    unittest.main()
