"""Holds every answer of the conformance cases against the JSON Schema that the types are made from."""

import json
import unittest
from pathlib import Path

try:
    from jsonschema import Draft202012Validator
except ImportError:
    Draft202012Validator = None

import mailmend

CORE = Path(__file__).parents[2] / "core"


@unittest.skipIf(Draft202012Validator is None, "jsonschema is not installed")
class Schema(unittest.TestCase):
    def test_every_answer_has_the_shape_of_its_call(self):
        schema = json.loads((CORE / "schema/mailmend.schema.json").read_text("utf-8"))
        calls, checks = schema.pop("calls"), {}
        for file in sorted((CORE / "conformance").rglob("*.json")):
            for case in json.loads(file.read_text("utf-8")):
                request = case["request"]
                call = request.get("call", "explain") if isinstance(request, dict) else "explain"
                answer = json.loads(mailmend.call(json.dumps(request)))
                name = "Error" if "error" in answer else calls[call]["response"]
                if name not in checks:
                    checks[name] = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})
                with self.subTest(f"{file.name}: {case['name']}"):
                    problems = [f"{error.json_path}: {error.message[:200]}" for error in checks[name].iter_errors(answer)]
                    self.assertEqual(problems[:3], [])
        self.assertGreater(len(checks), 10, "most shapes were never seen")


if __name__ == "__main__":
    unittest.main()
