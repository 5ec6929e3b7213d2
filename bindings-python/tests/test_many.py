"""Many at once: lists, and the columns of real Arrow libraries."""

import threading
import unittest

import mailmend

try:
    import pyarrow as pa
except ImportError:
    pa = None
try:
    import polars as pl
except ImportError:
    pl = None

REPLIES = [
    "550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown",
    "421 4.7.0 Try again later",
    "535 5.7.8 Username and Password not accepted",
    "",
    "452 4.2.2 Mailbox full \u00fc\u4e2d\u6587, a text that is no ASCII and longer than twelve bytes",
    "250 ok",
]
ADDRESSES = ["jane@example.org", "john@gmial.com", "info@gmail.com", "no address", "", "j\u00fcrgen@b\u00fccher.example", "a@b"]


def told(report):
    """A report as a row of the table tells it."""
    best = report.best
    return {
        "kind": report.kind, "provider": report.provider, "stage": report.stage, "code": best.code, "slug": best.slug,
        "class": best.class_, "area": best.area, "severity": best.severity, "confidence": best.confidence,
        "title": best.title, "owner": best.owner, "retry": best.retry, "after": best.after, "recipient": best.recipient,
    }


def told_of_address(report):
    gravest = max(report.findings, key=lambda one: WEIGHT[one.severity], default=None)
    return {
        "smtp": report.valid.smtp, "eai": report.valid.eai, "header": report.valid.header, "form": report.valid.form,
        "normal": report.normal, "domain": report.domain, "suggestion": report.suggestion,
        "code": gravest and gravest.code, "slug": gravest and gravest.slug, "severity": gravest and gravest.severity,
        "role": report.flags.role, "free": report.flags.free, "disposable": report.flags.disposable,
    }


WEIGHT = {"info": 0, "warning": 1, "error": 2}
NOTHING = dict.fromkeys(told(mailmend.explain("550")))
NO_ADDRESS = dict.fromkeys(told_of_address(mailmend.address("a@b")))


class Lists(unittest.TestCase):
    def test_the_same_as_one_by_one(self):
        self.assertEqual(mailmend.explain_many(REPLIES * 3), [mailmend.explain(text) for text in REPLIES * 3])
        self.assertEqual(mailmend.address_many(ADDRESSES * 3), [mailmend.address(text) for text in ADDRESSES * 3])

    def test_hints_hold_for_all(self):
        for hints in ({"host": "smtp.gmail.com"}, {"stack": "django", "stage": "auth"}):
            self.assertEqual(mailmend.explain_many(REPLIES, **hints), [mailmend.explain(t, **hints) for t in REPLIES])
        with self.assertRaises(mailmend.MailmendError):
            mailmend.explain_many(REPLIES, stack="cobol")
        given = ["Jane <jane@example.org>", "mailer-daemon@example.org"]
        for mode in ("header", "bounce", "sender", "signup"):
            self.assertEqual(mailmend.address_many(given, mode=mode), [mailmend.address(t, mode=mode) for t in given])
        with self.assertRaises(mailmend.MailmendError):
            mailmend.address_many(given, mode="lunch")

    def test_longer_than_a_part(self):
        texts = [f"550 5.1.1 <user{number}@example.com> unknown" for number in range(9001)]
        reports = mailmend.explain_many(iter(texts))
        self.assertEqual(len(reports), 9001)
        for place in (0, 4095, 4096, 8191, 8192, 9000):
            self.assertEqual(reports[place], mailmend.explain(texts[place]))

    def test_what_is_equal_shares_a_report(self):
        first, other, again = mailmend.explain_many([REPLIES[0], REPLIES[1], REPLIES[0]])
        self.assertIs(first, again)
        self.assertNotEqual(first, other)

    def test_bytes_and_half_characters(self):
        given = [b"550 5.1.1 caf\xe9", bytearray(b"550 5.1.1"), memoryview(b"550 5.1.1"), "550 5.1.1 \udcff"]
        self.assertEqual(mailmend.explain_many(given), [mailmend.explain(text) for text in given])

    def test_nothing_in_nothing_out(self):
        self.assertEqual((mailmend.explain_many([]), mailmend.address_many(())), ([], []))

    def test_what_is_no_list_of_texts(self):
        for call in (mailmend.explain_many, mailmend.address_many):
            for wrong in (None, 550, "550 5.1.1", b"550", bytearray(b"550"), {"550": 1}, object(), [None], ["550", 5]):
                with self.subTest(f"{call.__name__} {wrong!r}"), self.assertRaises(TypeError):
                    call(wrong)

    def test_an_error_of_the_list_comes_through(self):
        def failing():
            yield "550 5.1.1"
            raise KeyError("gone")

        with self.assertRaises(KeyError):
            mailmend.explain_many(failing())

    def test_the_same_from_many_threads(self):
        answers, texts = [None] * 4, REPLIES * 300

        def ask(place):
            answers[place] = [report.to_json() for report in mailmend.explain_many(texts)]

        threads = [threading.Thread(target=ask, args=(place,)) for place in range(4)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        self.assertEqual(answers, [[mailmend.explain(text).to_json() for text in texts]] * 4)


@unittest.skipIf(pa is None, "pyarrow is not installed")
class Pyarrow(unittest.TestCase):
    def rows(self, column, **hints):
        return pa.table(mailmend.explain_many(column, **hints)).to_pylist()

    def expected(self, texts, **hints):
        return [NOTHING if text is None else told(mailmend.explain(text, **hints)) for text in texts]

    def test_every_form_of_texts(self):
        texts = [REPLIES[0], None, *REPLIES, None]
        for kind in (pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view()):
            with self.subTest(str(kind)):
                raw = [text.encode() if text is not None and "binary" in str(kind) else text for text in texts]
                self.assertEqual(self.rows(pa.array(raw, kind)), self.expected(texts))
        for keys in (pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64()):
            for values in (pa.string(), pa.large_string()):
                with self.subTest(f"{keys} {values}"):
                    column = pa.array(texts, values).dictionary_encode().cast(pa.dictionary(keys, values))
                    self.assertEqual(self.rows(column), self.expected(texts))
                    self.assertEqual(self.rows(column[2:5]), self.expected(texts[2:5]))

    def test_a_null_in_the_dictionary(self):
        column = pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 1], pa.int8()), pa.array([None, "550 5.1.1"]))
        self.assertEqual(self.rows(column), self.expected([None, "550 5.1.1", None, "550 5.1.1"]))

    def test_slices(self):
        texts = [None if place % 7 == 0 else f"{REPLIES[place % 6]} {place}" for place in range(100)]
        for kind in (pa.string(), pa.large_string(), pa.string_view()):
            column = pa.array(texts, kind)
            for start, length in ((0, 0), (1, 1), (7, 9), (8, 8), (13, 64), (99, 1), (100, 0)):
                with self.subTest(f"{kind} {start} {length}"):
                    part = column.slice(start, length)
                    self.assertEqual(self.rows(part), self.expected(texts[start : start + length]))

    def test_pieces_stay_pieces(self):
        texts = [*REPLIES, None]
        column = pa.chunked_array([texts[:2], [], texts[2:]], pa.string())
        columns = mailmend.explain_many(column)
        self.assertEqual(len(columns), len(texts))
        table = pa.table(columns)
        self.assertEqual(table.to_pylist(), self.expected(texts))
        self.assertEqual([len(chunk) for chunk in table["code"].chunks], [2, 0, 5])
        # Who finds the call for one piece would ask for nothing else.
        self.assertFalse(hasattr(columns, "__arrow_c_array__"))

    def test_a_table_without_rows_has_its_columns(self):
        for empty in (pa.array([], pa.string()), pa.chunked_array([], pa.string()), pa.nulls(0)):
            table = pa.table(mailmend.explain_many(empty))
            self.assertEqual((table.num_rows, table.column_names), (0, list(NOTHING)))

    def test_only_nulls(self):
        self.assertEqual(self.rows(pa.nulls(3)), [NOTHING] * 3)
        self.assertEqual(self.rows(pa.array([None] * 20, pa.string())), [NOTHING] * 20)

    def test_dictionaries_out(self):
        schema = pa.schema(mailmend.explain_many(pa.array(REPLIES)))
        for name in ("code", "owner", "retry", "recipient", "class", "provider"):
            self.assertEqual(schema.field(name).type, pa.dictionary(pa.int16(), pa.string()))
        batch = pa.record_batch(mailmend.explain_many(pa.array(REPLIES)))
        batch.validate(full=True)
        pa.record_batch(mailmend.address_many(pa.array([*ADDRESSES, None]))).validate(full=True)

    def test_hints_hold_for_all(self):
        hints = {"host": "smtp.gmail.com", "stack": "django"}
        self.assertEqual(self.rows(pa.array(REPLIES), **hints), self.expected(REPLIES, **hints))

    def test_addresses(self):
        texts = [*ADDRESSES, None, *ADDRESSES]
        for kind in (pa.string(), pa.string_view()):
            table = pa.table(mailmend.address_many(pa.array(texts, kind)))
            rows = [NO_ADDRESS if text is None else told_of_address(mailmend.address(text)) for text in texts]
            self.assertEqual(table.to_pylist(), rows)

    def test_bytes_that_are_no_text(self):
        raw = b"550 5.1.1 user unknown \xff\xfe"
        self.assertEqual(self.rows(pa.array([raw], pa.binary())), [told(mailmend.explain(raw))])

    def test_what_is_no_column_of_texts(self):
        numbers, pair = pa.array([1, 2]), pa.table({"a": ["x"], "b": ["y"]})
        coded = numbers.dictionary_encode()
        for wrong in (numbers, pair, pair.to_batches()[0], coded, pa.array([["x"]]), pa.array([1.5]), pa.array([True])):
            with self.subTest(type(wrong).__name__), self.assertRaises(TypeError):
                mailmend.explain_many(wrong)

    def test_a_stream_that_fails(self):
        def failing():
            yield pa.record_batch({"text": pa.array(["550 5.1.1"])})
            raise RuntimeError("the disk is gone")

        class Column:
            """One column of a stream of tables, as a stream of its own."""

            def __arrow_c_stream__(self, requested_schema=None):
                return pa.RecordBatchReader.from_batches(pa.schema({"text": pa.string()}), failing()).__arrow_c_stream__()

        # A stream of tables is refused before anything is read.
        with self.assertRaises(TypeError):
            mailmend.explain_many(Column())

    def test_a_capsule_is_taken_once(self):
        class Again:
            capsules = pa.array(["550 5.1.1"]).__arrow_c_array__()

            def __arrow_c_array__(self, requested_schema=None):
                return self.capsules

        self.assertEqual(len(mailmend.explain_many(Again())), 1)
        with self.assertRaises(ValueError):
            mailmend.explain_many(Again())

    def test_what_only_looks_like_a_column(self):
        class Wrong:
            def __init__(self, given):
                self.given = given

            def __arrow_c_array__(self, requested_schema=None):
                return self.given

        schema, array = pa.array(["550"]).__arrow_c_array__()
        for given in (None, (), (1, 2), (array, schema), ("x", "y")):
            with self.assertRaises((TypeError, ValueError, IndexError)):
                mailmend.explain_many(Wrong(given))

    def test_the_table_outlives_its_source_and_gives_its_memory_back(self):
        column = pa.array([f"550 5.1.1 <user{number}@example.com>" for number in range(1000)])
        before = pa.total_allocated_bytes()
        table = pa.table(mailmend.explain_many(column))
        mailmend.explain_many(column).__arrow_c_array__()
        mailmend.explain_many(column).__arrow_c_stream__()
        del column
        self.assertLess(pa.total_allocated_bytes(), before)
        self.assertEqual(table["code"].to_pylist(), ["RCPT001"] * 1000)


@unittest.skipIf(pl is None, "polars is not installed")
class Polars(unittest.TestCase):
    def test_replies(self):
        texts = [*REPLIES, None]
        for series in (pl.Series(texts), pl.Series(texts).cast(pl.Categorical), pl.Series(texts)[1:4]):
            frame = pl.DataFrame(mailmend.explain_many(series))
            rows = [NOTHING if text is None else told(mailmend.explain(text)) for text in series.to_list()]
            self.assertEqual(frame.to_dicts(), rows)

    def test_addresses_beside_their_verdicts(self):
        frame = pl.DataFrame({"address": ADDRESSES})
        both = pl.concat([frame, pl.DataFrame(mailmend.address_many(frame["address"]))], how="horizontal")
        self.assertEqual(both["suggestion"].to_list(), [mailmend.address(text).suggestion for text in ADDRESSES])

    def test_many_chunks(self):
        series = pl.concat([pl.Series(REPLIES), pl.Series(REPLIES[2:])], rechunk=False)
        self.assertEqual(pl.DataFrame(mailmend.explain_many(series))["code"].to_list(),
                         [mailmend.explain(text).best.code for text in REPLIES + REPLIES[2:]])


if __name__ == "__main__":
    unittest.main()
