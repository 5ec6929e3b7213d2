"""Runs the Python code of the site's pages: the calls must answer as the pages say, the guides must run to their end."""

import json
import os
import sys
from pathlib import Path

FILES = Path(__file__).parents[1] / "guides" / "files"


def compact(value):
    """`value` as JSON, as the core writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


snippets = json.loads(Path(sys.argv[1]).read_text("utf-8"))
os.chdir(FILES)
count = 0
for snippet in snippets:
    code = snippet["python"]
    if not code:
        continue
    name = snippet.get("call") or f"guides/{snippet['guide']}"
    names = {"__name__": "__main__"}
    exec(compile(code, name, "exec"), names)
    if "call" in snippet:
        assert names["report"].to_json() == compact(snippet["answer"]), f"{name} answers otherwise than its page says"
    count += 1
assert count > 15, f"only {count} pieces of Python were found"
print(f"{count} pieces of Python run as the pages say")
