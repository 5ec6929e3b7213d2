// What `npx mailmend` runs, as a program.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { call } from '../mailmend.mjs';

const PROGRAM = fileURLToPath(new URL('../bin/mailmend.js', import.meta.url));
const UNKNOWN = '550 5.1.1 <a@example.org>: User unknown';

const run = (words, { input = '', env } = {}) =>
  spawnSync(process.execPath, [PROGRAM, ...words], { input, encoding: 'utf8', env: { ...process.env, ...env } });

test('it answers as the door does', () => {
  const { status, stdout, stderr } = run(['explain', '--format', 'json', UNKNOWN]);
  assert.deepEqual([status, stderr], [0, '']);
  assert.equal(stdout, `${call(JSON.stringify({ call: 'explain', text: UNKNOWN }))}\n`);
});

test('it reads standard input, and answers lines in their order', () => {
  const piped = run(['explain', '--format', 'json', '-'], { input: UNKNOWN });
  assert.equal(JSON.parse(piped.stdout).findings[0].slug, 'mailbox-not-found');
  const { status, stdout } = run(['explain', '--batch', '-'], { input: `${UNKNOWN}\n{"id":7,"text":"452 4.2.2 mailbox full"}\n` });
  const [first, second] = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual([status, first.findings[0].slug, second.id], [0, 'mailbox-not-found', 7]);
});

test('it is for people, too', () => {
  const { stdout } = run(['address', 'jane@gmial.com']);
  assert.match(stdout, /jane@gmail\.com/);
  assert.match(run(['--help']).stdout, /^Usage: mailmend /m);
  assert.match(run(['--version']).stdout, /^mailmend \d/);
});

test('its exit codes are those of the command', () => {
  assert.equal(run(['explain', '599 zzqq gibberish']).status, 1);
  const misused = run(['explain', '--stack', 'cobol', UNKNOWN]);
  assert.deepEqual([misused.status, misused.stdout], [2, '']);
  assert.match(misused.stderr, /cobol/);
  assert.equal(run(['no-such-thing']).status, 2);
  assert.equal(run(['explain', 'no-such-file.log']).status, 2);
});

test('where there is only WebAssembly, it says so', () => {
  const { status, stderr } = run(['catalog'], { env: { MAILMEND_FORCE_WASM: '1' } });
  assert.equal(status, 2);
  assert.match(stderr, /WebAssembly/);
});
