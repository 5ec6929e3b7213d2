"""What nobody should give to a call: a TypeError, a MailmendError or a report, never a panic; and memory comes back."""

import gc
import resource
import subprocess
import sys
import unittest

import mailmend

# Each call with what else it needs.
TEXT_CALLS = {
    "explain": {}, "address": {}, "record": {}, "spf": {}, "dkim": {}, "dmarc": {}, "mtasts": {}, "mtasts_policy": {},
    "tlsrpt": {}, "bimi": {}, "bounce": {}, "settings": {}, "content": {}, "domain": {}, "dmarc_policy": {},
    "check_host": {}, "spf_tree": {}, "call": {}, "retry": {"attempt": 1}, "explain_many": {}, "address_many": {},
    "page": {}, "reply": {}, "suppress": {}, "plan": {}, "explain_recipients": {},
}
WRONG = [
    None, 5, -1, 1.5, True, object(), b"\xff\x00", bytearray(b"550"), memoryview(b"550"), [], [None], [[]], (), {}, {1: 2},
    {"a": {"b": [1]}}, set(), "\udcff", "a\udcffb@example.org", "\x00", "", " ", "\ufeff", "\U0010ffff" * 100, range(3),
    lambda: None, Exception, Exception("\udcff"), float("nan"), float("inf"), 10**40, ["\udcff"], ["v=spf1 \udcff"],
]


def ask(call, what, more):
    """What a call makes of something; the errors that it may raise are given back."""
    try:
        return getattr(mailmend, call)(what, **more) or "nothing"
    except (TypeError, mailmend.MailmendError) as error:
        return error


class Hostile(unittest.TestCase):
    def test_no_call_is_forgotten(self):
        calls = {name for name in mailmend.__all__ if name.islower() and not name.startswith("_")}
        self.assertEqual(calls - TEXT_CALLS.keys(), {"health", "catalog"})

    def test_no_call_panics(self):
        for call, more in TEXT_CALLS.items():
            for what in WRONG:
                with self.subTest(f"{call}({what!r:.60})"):
                    self.assertIsNotNone(ask(call, what, more))
        for name in ("delivered", "hard", "soft", "complaints", "codes"):
            for what in WRONG:
                with self.subTest(f"health({name}={what!r:.60})"):
                    try:
                        mailmend.health(**{name: what})
                    except (TypeError, mailmend.MailmendError):
                        pass

    def test_hints_may_be_wrong_too(self):
        for what in WRONG:
            for hint in ("host", "stack", "stage"):
                ask("explain", "550 5.1.1", {hint: what})
                ask("explain_many", ["550 5.1.1"], {hint: what})
            ask("address", "jane@example.org", {"mode": what})
            ask("address_many", ["jane@example.org"], {"mode": what})
            ask("record", "v=spf1 -all", {"name": what})
            ask("record", "v=spf1 -all", {"type": what})

    def test_an_exception_that_lies(self):
        class Liar(Exception):
            smtp_code = 10**30
            smtp_error = b"\xff" * 10
            recipients = {"\udcff": (object(), None), 5: "x"}

            def __str__(self):
                return "\udcff"

        self.assertIsInstance(mailmend.explain(Liar()), mailmend.Report)
        self.assertEqual(len(mailmend.explain_recipients(Liar())), 2)
        ring = Exception("550 5.1.1")
        ring.__cause__ = ring
        self.assertEqual(mailmend.explain(ring).best.code, "RCPT001")


ONE = """
import gc, resource, sys
import mailmend
call, more = sys.argv[1], eval(sys.argv[2])
def ask(text):
    try:
        answer = getattr(mailmend, call)([text] if call.endswith("_many") else text, **more)
        str(answer)
    except (TypeError, mailmend.MailmendError):
        pass
def held():
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
ask("550 5.1.1 " * 1000)
before = held()
ask("550 5.1.1 <a@b.example> v=spf1 " * (50_000_000 // 31))
print(held() - before)
"""


@unittest.skipUnless(sys.platform == "linux", "memory is read from /proc")
class Long(unittest.TestCase):
    def test_fifty_megabytes_to_every_call_and_the_memory_comes_back(self):
        waiting = list(TEXT_CALLS.items())
        while waiting:
            # Two at a time: each holds the text and a copy of it for a while.
            part, waiting = waiting[:2], waiting[2:]
            asked = [
                (call, subprocess.Popen([sys.executable, "-c", ONE, call, repr(more)], stdout=subprocess.PIPE, text=True))
                for call, more in part
            ]
            for call, process in asked:
                with self.subTest(call):
                    told, _ = process.communicate(timeout=120)
                    self.assertEqual(process.returncode, 0)
                    self.assertLess(int(told), 30_000_000, "memory that did not come back")

    def test_a_million_answers_leave_nothing_behind(self):
        def held():
            gc.collect()
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        def ask():
            for place in range(20_000):
                report = mailmend.explain(f"550 5.1.1 <user{place}@example.com> unknown")
                report.best.evidence, report.best.fixes, report.best.facts
                mailmend.address(f"user{place}@gmial.com").findings
            mailmend.explain_many([f"552 5.2.2 full {place}" for place in range(20_000)])

        ask()
        before = held()
        for _ in range(3):
            ask()
        self.assertLess(held() - before, 8_000, "kilobytes more than after the first round")


if __name__ == "__main__":
    unittest.main()
