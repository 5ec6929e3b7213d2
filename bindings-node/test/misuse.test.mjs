// Whatever a call is given, it gives a report or throws a typed error. It never brings the process down.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { backoffStrategy, limiter, processor } from '../bullmq.js';
import mailmend from '../mailmend.mjs';
import { createTransport, diagnose } from '../nodemailer.js';

const { MailmendError, call, explain } = mailmend;

const ring = {};
ring.ring = ring;
const hostile = new Proxy({}, { get: () => { throw new RangeError('no'); }, ownKeys: () => { throw new RangeError('no'); } });
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const deep = Array.from({ length: 5_000 }).reduce((inner) => [inner], 'x');

/** What people hand over by mistake, and on purpose. */
const ODD = [
  undefined, null, true, 0, -1, NaN, Infinity, 1e308, 5n, Symbol('x'), '', 'x', '\0', '\ud800', '\udc00\ud800', '\u2028', '%s%n', '{}', '[]', 'null', '{"call":"explain"}',
  [], [[]], [undefined], ['\ud800'], [5], {}, { call: 'plan' }, { toString: null }, { toJSON: () => 5n }, ring, hostile, revoked.proxy, deep, { text: deep },
  new Date(NaN), new Map(), new Set(['x']), /x/, () => {}, class {}, new Error('x'), Object.create(null), new String('x'), Promise.resolve(),
  Buffer.alloc(0), Buffer.from([0, 255, 254, 128]), new Uint8Array(9).fill(200), new Uint16Array(4), new ArrayBuffer(8), new DataView(new ArrayBuffer(8)), new Uint8Array(new SharedArrayBuffer(8)),
];

/** Whether what was thrown tells the caller whose mistake it was: ours never, or what an object given to us threw itself. */
function isTyped(error, ...given) {
  const throwsItself = given.some((value) => value === hostile || value === revoked.proxy);
  return (error instanceof MailmendError && error.code !== '') || throwsItself;
}

const names = Object.keys(mailmend).filter((name) => name !== 'MailmendError');

for (const name of names) {
  test(`${name}: anything at all`, async () => {
    let answered = 0;
    for (const first of ODD) {
      for (const second of [undefined, null, {}, 5, 'x', [], ring, hostile, { mode: '\ud800' }, { host: 5 }, { stack: {} }, { name: deep }, { call: 'plan', text: 'x', attempt: 1 }]) {
        try {
          const answer = await mailmend[name](first, second);
          assert.ok(['object', 'string'].includes(typeof answer));
          answered += 1;
        } catch (error) {
          assert.ok(isTyped(error, first, second), `${name}: ${error?.stack}`);
        }
      }
    }
    assert.ok(answered > 0 || !['address', 'explain', 'bounce', 'record', 'settings'].includes(name));
  });
}

test('fifty megabytes', async () => {
  const long = '550 5.1.1 user unknown <a@example.org> '.repeat(1_300_000);
  const wide = `${'用户不存在 😀 '.repeat(2_500_000)}\ud800`;
  for (const text of [long, wide]) {
    const report = explain(text);
    assert.ok(report.cut.given > report.cut.read && report.findings.length > 0);
    assert.equal(mailmend.address(text).valid.smtp, false);
    assert.equal(mailmend.settings(text).schema, 1);
    assert.equal(mailmend.record(text).schema, 1);
    assert.equal(mailmend.content({ subject: 'x', text }).schema, 1);
    assert.equal((await mailmend.explainMany([text]))[0].cut.given, report.cut.given);
  }
  const bytes = Buffer.alloc(50 << 20, 'Subject: x\n\xff\0');
  assert.equal(mailmend.bounce(bytes).schema, 1);
  assert.ok(explain(bytes).findings.length > 0);
});

test('the door answers everything with JSON', () => {
  for (const odd of ODD) {
    let json;
    try {
      json = String(odd);
    } catch {
      continue;
    }
    assert.equal(typeof JSON.parse(call(json)), 'object');
  }
  assert.equal(typeof JSON.parse(call(`{"call":"settings","settings":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)), 'object');
  for (const name of names) {
    for (const key of ['text', 'record', 'settings', 'message', 'domain', 'answers', 'events', 'limits', 'volume']) {
      for (const odd of [null, 5, -1, 1e300, '\u0000', [], {}, [[[]]], 'x'.repeat(1 << 16)]) {
        assert.equal(typeof JSON.parse(call(JSON.stringify({ call: name, [key]: odd }))), 'object');
      }
    }
  }
});

test('errors may be anything that was thrown', async () => {
  const strategy = backoffStrategy();
  for (const odd of ODD) {
    try {
      assert.equal(typeof strategy(1, 'custom', odd, odd), 'number');
    } catch (error) {
      assert.ok(isTyped(error, odd), error?.stack);
    }
    try {
      limiter(odd);
    } catch (error) {
      assert.ok(isTyped(error, odd), error?.stack);
    }
    await assert.rejects(processor(async () => { throw odd; })({ timestamp: 0, attemptsMade: 0 }));
  }
});

test('options of a transporter may be anything', () => {
  for (const odd of ODD.filter((value) => typeof value === 'object' && value !== null && value !== hostile && value !== revoked.proxy)) {
    try {
      createTransport(odd, undefined, { warn() {} }).close();
      diagnose({ options: odd, sendMail: async () => {} }, { warn() {} });
    } catch (error) {
      assert.ok(isTyped(error, odd), error?.stack);
    }
  }
});
