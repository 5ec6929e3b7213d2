// Input of any kind and size is a report, or an error with a code; and how fast the answers come.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import mailmend from '../pkg/node/mailmend.js';

const TAKES_TEXT = ['explain', 'bounce', 'address', 'record', 'spf', 'dkim', 'dmarc', 'mtasts', 'mtastsPolicy', 'tlsrpt', 'bimi', 'settings'];
const TAKES_REQUEST = ['checkHost', 'content', 'dmarcPolicy', 'domain', 'health', 'plan', 'retry', 'spfTree', 'suppress'];
const ODD = [undefined, null, 5, NaN, true, 10n, Symbol('x'), () => {}, [], {}, new Date(0), new Map(), new Proxy({}, {}), Object.create(null)];

test('what is no text is a report or a typed error', () => {
  for (const name of [...TAKES_TEXT, ...TAKES_REQUEST]) {
    for (const what of ODD) {
      try {
        assert.equal(mailmend[name](what).schema, 1, name);
      } catch (error) {
        assert.ok(error instanceof mailmend.MailmendError, `${name}: ${error.stack}`);
        assert.equal(error.code, 'bad-request');
      }
    }
  }
});

test('half characters, zeros and bytes of any kind are text', () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, place) => (place * 31 + (place >> 3)) & 0xff);
  const halves = '\ud83d 550 5.1.1 \udc00 user unknown \0';
  for (const name of TAKES_TEXT) {
    assert.equal(mailmend[name](halves).schema, 1, name);
  }
  assert.equal(mailmend.explain(bytes).schema, 1);
  assert.equal(mailmend.bounce(bytes).schema, 1);
});

test('50 MB are read as far as they are of use', () => {
  const text = '550 5.1.1 user unknown\n'.repeat((50 << 20) / 23);
  for (const name of ['explain', 'settings']) {
    const report = mailmend[name](text);
    assert.equal(report.schema, 1, name);
    assert.ok(report.cut === undefined || report.cut.read < report.cut.given, name);
  }
  assert.equal(mailmend.explain(text).findings[0].code, 'RCPT001');
});

test('the answers come at half the speed of machine code, or faster', (t) => {
  let native;
  try {
    native = createRequire(import.meta.url)('../../bindings-node/mailmend.node');
  } catch {
    t.skip('the Node package is not built: `cargo xtask bindings` builds it');
    return;
  }
  const module = createRequire(import.meta.url)('../pkg/node/mailmend_wasm.js');
  const requests = [
    '550 5.1.1 <jane@example.com>: Recipient address rejected: User unknown in virtual mailbox table',
    '535-5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials',
    '421 4.7.0 [192.0.2.1 15] Our system has detected an unusual rate of unsolicited mail originating from your IP address.',
  ].map((text) => JSON.stringify({ call: 'explain', text }));
  const time = ({ call }) => {
    const start = process.hrtime.bigint();
    for (let turn = 0; turn < 2_000; turn += 1) {
      requests.forEach(call);
    }
    return Number(process.hrtime.bigint() - start) / 2_000 / requests.length;
  };
  // In turns, and the best of each: others may be at work on the machine.
  const best = { native: Infinity, module: Infinity };
  for (let round = 0; round < 7; round += 1) {
    best.native = Math.min(best.native, time(native));
    best.module = Math.min(best.module, time(module));
  }
  t.diagnostic(`explain: ${Math.round(best.native)} ns natively, ${Math.round(best.module)} ns here: ${(best.native / best.module).toFixed(2)} of the speed`);
});
