// Runs the cases that every language shares, and what JavaScript's own conventions ask for, against one build.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('.', import.meta.url);
// With those of the folder `regressions`: what fuzzing found.
const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.json')).sort();

/** Declares the tests of a build: `mailmend` has `call` and `explain`; `without` names files of calls that it has not. */
export function testBuild(mailmend, { without = [] } = {}) {
  test('there are cases', () => assert.ok(files.length > 0));

  for (const file of files.filter((file) => !without.includes(file))) {
    for (const { name, request, response } of JSON.parse(readFileSync(new URL(file, folder), 'utf8'))) {
      test(`${file}: ${name}: call`, () => {
        assert.equal(mailmend.call(JSON.stringify(request)), JSON.stringify(response));
      });
      const { call, text, ...hints } = request;
      if (call === 'explain') {
        test(`${file}: ${name}: explain`, () => same(() => mailmend.explain(text, hints), response));
      }
    }
  }

  test('hints may be left out', () => {
    const report = mailmend.explain('550 5.1.1 user unknown');
    assert.deepEqual(report, mailmend.explain('550 5.1.1 user unknown', {}));
    assert.deepEqual(report, mailmend.explain('550 5.1.1 user unknown', null));
    assert.deepEqual(report, mailmend.explain('550 5.1.1 user unknown', { host: undefined, stage: null }));
  });

  test('misuse is an error with a code', () => {
    for (const [text, hints] of [[undefined], [5], ['550', { stack: 'cobol' }], ['550', { stak: 'php' }], ['550', 'php']]) {
      assert.throws(() => mailmend.explain(text, hints), (error) => error instanceof Error && error.code === 'bad-request' && error.message !== '');
    }
  });

  test('a text cut within a character is explained', () => {
    assert.deepEqual(mailmend.explain('550 \ud83d user unknown'), mailmend.explain('550 \ufffd user unknown'));
  });
}

/** Asserts that `explain` gives the response, or throws its error. */
function same(explain, response) {
  if (!response.error) {
    assert.equal(JSON.stringify(explain()), JSON.stringify(response));
    return;
  }
  const { code, message } = response.error;
  assert.throws(explain, (error) => error.code === code && unplaced(error.message) === unplaced(message));
}

/** A message without the place in the JSON, which is another when the JSON is made here. */
function unplaced(message) {
  return message.replace(/ at line \d+ column \d+$/, '');
}
