"""Measures the installed package, all in one run: `python benches/speed.py [WHEEL]`.

Needs `pip install email-validator pyarrow`, and Python 3.11 or later. Each figure is the best of many short rounds,
in which all that are compared take turns: a machine that is busy disturbs the rounds, hardly the best of them.
"""

import random
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pyarrow as pa
from email_validator import EmailNotValidError, validate_email

import mailmend

ROUNDS = 60
KNOWLEDGE = Path(__file__).parents[2] / "core/knowledge"
REPLY = "550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown"
ADDRESSES = [
    "jane@gmail.com", "jane.doe@company.co.uk", "info@shop-example.de", "first.last+news@mail.company.com", "x@y.org",
    "max.mustermann@web.de", "sales@acme.io", "a.very.long.name.of.a.person@department.university.edu",
]


def best(ways, rounds=ROUNDS):
    """Nanoseconds for one of each way: a function, and how many calls it makes."""
    least = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, (way, calls) in ways.items():
            start = time.perf_counter_ns()
            way()
            least[name] = min(least[name], (time.perf_counter_ns() - start) / calls)
    return least


def read_attributes():
    explain = mailmend.explain
    for _ in range(500):
        best = explain(REPLY).best
        best.code, best.owner, best.retry, best.recipient


def call_only():
    explain = mailmend.explain
    for _ in range(500):
        explain(REPLY)


def address():
    for _ in range(50):
        for text in ADDRESSES:
            mailmend.address(text)


def address_with_attributes():
    for _ in range(50):
        for text in ADDRESSES:
            report = mailmend.address(text)
            report.valid.form, report.normal


def validator():
    for text in ADDRESSES:
        validate_email(text, check_deliverability=False)


def replies():
    """The real replies behind the rows of knowledge, of 64 to 399 bytes."""
    found = []
    for file in sorted(KNOWLEDGE.rglob("*.toml")):
        for row in tomllib.loads(file.read_text("utf-8")).get("pattern", ()):
            found += (text for text in row.get("examples", ()) if 64 <= len(text) <= 399)
    return found


def imports():
    """Milliseconds and megabytes that the import takes: a fresh Python with it, and one without, in turns."""
    told = (
        "import time; start = time.perf_counter(); {}; took = time.perf_counter() - start; "
        "print(took * 1000, int(open('/proc/self/statm').read().split()[1]) * 4096 / 1e6)"
    )
    least = {}
    for _ in range(9):
        for what in ("pass", "import mailmend"):
            out = subprocess.run([sys.executable, "-c", told.format(what)], capture_output=True, text=True, check=True)
            figures = [float(figure) for figure in out.stdout.split()]
            least[what] = [min(pair) for pair in zip(figures, least.get(what, figures))]
    (before, small), (after, large) = least["pass"], least["import mailmend"]
    return after - before, large - small


def main():
    for text in ADDRESSES:
        try:
            validate_email(text, check_deliverability=False)
        except EmailNotValidError as error:
            raise SystemExit(f"email-validator refuses {text}, which it would do faster: {error}")
    real = replies()
    draw = random.Random(7)
    # A log says some things over and over: the n-th reply is 1/n times as frequent as the first.
    weights = [1 / (place + 1) for place in range(len(real))]
    log = draw.choices(draw.sample(real, len(real)), weights, k=200_000)
    distinct, logged = pa.array(real), pa.array(log)
    ways = {
        "explain(str)": (call_only, 500),
        "explain(str), four attributes read": (read_attributes, 500),
        "address(str)": (address, 50 * len(ADDRESSES)),
        "address(str), three attributes read": (address_with_attributes, 50 * len(ADDRESSES)),
        "email-validator": (validator, len(ADDRESSES)),
        "explain_many(Arrow), no reply twice": (lambda: mailmend.explain_many(distinct), len(real)),
    }
    least = best(ways)
    least |= best({
        "explain_many(Arrow), as a log repeats": (lambda: mailmend.explain_many(logged), len(log)),
        "explain_many(list), as a log repeats": (lambda: mailmend.explain_many(log), len(log)),
        "address_many(Arrow)": (lambda: mailmend.address_many(pa.array(ADDRESSES * 1000)), len(ADDRESSES) * 1000),
    }, 9)
    for name, nanoseconds in least.items():
        print(f"{name:<42} {nanoseconds:>9.0f} ns {1e9 / nanoseconds:>12,.0f} a second")
    print(f"email-validator / address: {least['email-validator'] / least['address(str)']:.0f}")
    print(f"{len(real)} replies of {sum(map(len, real)) / len(real):.0f} letters; {len(set(log))} of them in {len(log)} lines")
    took, holds = imports()
    print(f"import mailmend: {took:.1f} ms, {holds:.1f} MB")
    for wheel in sys.argv[1:]:
        print(f"wheel: {Path(wheel).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
