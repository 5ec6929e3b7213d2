// The quick ways, which put reports together from what they have seen before, give what the JSON door gives.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { address, addressMany, call, explain, explainMany } from '../mailmend.mjs';

const folder = new URL('../../core/conformance/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const requests = files.flatMap((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))).map(({ request }) => request);
const texts = requests.map(({ text }) => text).filter((text) => typeof text === 'string');

/** Texts as they are, cut short, in the middle of a log line, and with letters that take two places in JavaScript. */
const replies = texts.flatMap((text) => [text, text.slice(0, text.length / 2), `😀 ${text} é`, `try again in 9 minutes ${text}`]);
const addresses = texts.filter((text) => text.length < 99).flatMap((text) => [text, `${text}@gmial.com`, `é.${text}+tag@gmail.com`]);

const door = (name, text) => call(JSON.stringify({ call: name, text }));

test('a report that is put together is the report that the door gives', () => {
  assert.ok(replies.length > 500 && addresses.length > 300);
  // The second time, its shape has been seen.
  for (const text of [...replies, ...replies]) {
    assert.equal(JSON.stringify(explain(text)), door('explain', text));
  }
  for (const text of [...addresses, ...addresses]) {
    assert.equal(JSON.stringify(address(text)), door('address', text));
  }
});

test('as long as the short way goes, and longer', () => {
  for (let length = 480; length < 540; length += 1) {
    for (const letter of ['x', 'é', '用', '😀']) {
      const text = `550 5.1.1 user unknown ${letter.repeat(length)}`.slice(0, length);
      assert.equal(JSON.stringify(explain(text)), door('explain', text.toWellFormed()));
    }
  }
});

test('a report is plain data', () => {
  const report = explain('552 5.2.2 <user@example.com>: user is over quota');
  const again = JSON.parse(door('explain', '552 5.2.2 <user@example.com>: user is over quota'));
  assert.deepStrictEqual(report, again);
  assert.deepStrictEqual(structuredClone(report), again);
  assert.deepStrictEqual({ ...report }, again);
  assert.deepEqual(Object.keys(report.findings[0]), Object.keys(again.findings[0]));
  report.findings[0].title = 'mine';
  report.findings[0].evidence.push('mine');
  report.findings.push('mine');
  report.needs.push('mine');
  assert.deepStrictEqual(explain('552 5.2.2 <user@example.com>: user is over quota'), again);
  // The steps are the same objects in all reports that show them, so nobody may change them.
  assert.throws(() => report.findings[0].fixes.push('mine'), TypeError);
  assert.throws(() => { report.findings[0].fixes[0].text = 'mine'; }, TypeError);
  const mine = structuredClone(report);
  mine.findings[0].fixes.push('mine');
});

test('many are answered as one is, in their order', async () => {
  assert.deepEqual(await explainMany(replies), replies.map((text) => explain(text)));
  assert.deepEqual(await addressMany(addresses), addresses.map((text) => address(text)));
  assert.deepEqual(await explainMany([]), []);
  const cut = ['550 \ud83d user unknown', '\udc00@example.org'];
  assert.deepEqual(await addressMany(cut), cut.map((text) => address(text)));
});

test('the lines of a file are texts', async () => {
  const lines = ['550 5.1.1 user unknown', '', '452 4.2.2 mailbox full', '550 用户不存在'];
  const expected = lines.map((text) => explain(text));
  assert.deepEqual(await explainMany(Buffer.from(lines.join('\n'))), expected);
  assert.deepEqual(await explainMany(Buffer.from(`${lines.join('\r\n')}\r\n`)), expected);
  assert.deepEqual(await explainMany(new Uint8Array()), []);
  const latin = Buffer.from('jos\xe9@example.org\nana@example.org', 'latin1');
  assert.deepEqual(await addressMany(latin), [address('jos\ufffd@example.org'), address('ana@example.org')]);
});

test('many lines, which two threads share', async () => {
  for (const end of ['\n', '\r\n']) {
    const lines = Array.from({ length: 3_001 }, (_, place) => `550 5.1.1 user unknown ${place} 用户`);
    const reports = await explainMany(Buffer.from(lines.join(end)));
    assert.equal(reports.length, lines.length);
    assert.deepEqual(reports, await explainMany(lines));
    assert.deepEqual(reports.at(-1), explain(lines.at(-1)));
  }
  assert.equal((await explainMany(Buffer.alloc(1 << 17, 'x'))).length, 1);
  assert.equal((await explainMany(Buffer.alloc(1 << 17, '\n'))).length, 1 << 17);
});

test('a list or a buffer may be changed while it is read', async () => {
  const list = ['450 4.7.0 zz-not-seen-before 17 minutes later', 'x'];
  const expected = list.map((text) => explain(text));
  const buffer = Buffer.from(list.join('\n'));
  const all = [explainMany(list), explainMany(buffer)];
  list.fill('550 5.1.1 user unknown');
  buffer.fill(10);
  assert.deepEqual(await Promise.all(all), [expected, expected]);
});

test('the thread pool works while this thread does', async () => {
  let ticks = 0;
  const timer = setInterval(() => { ticks += 1; }, 1);
  await explainMany(Array.from({ length: 20_000 }, (_, place) => `${replies[place % replies.length]} ${place}`));
  clearInterval(timer);
  assert.ok(ticks > 0);
});

test('misuse is a rejection', async () => {
  const list = ['a', 'b'];
  delete list[0];
  for (const wrong of [undefined, null, 'text', 5, {}, [5], [null], ['a', Buffer.from('b')], list, new Map()]) {
    for (const many of [explainMany, addressMany]) {
      await assert.rejects(many(wrong), { name: 'MailmendError', code: 'bad-request' });
    }
  }
});

test('worker threads may use it, and end while it works', async () => {
  const code = `const { parentPort } = require('node:worker_threads');
    const { explain, explainMany } = require(${JSON.stringify(fileURLToPath(new URL('../mailmend.js', import.meta.url)))});
    parentPort.postMessage(explain('550 5.1.1 user unknown'));
    explainMany(Array(50_000).fill('550 5.1.1 user unknown'));`;
  for (let round = 0; round < 3; round += 1) {
    const worker = new Worker(code, { eval: true });
    const [report] = await once(worker, 'message');
    assert.deepEqual(report, explain('550 5.1.1 user unknown'));
    await worker.terminate();
  }
});
