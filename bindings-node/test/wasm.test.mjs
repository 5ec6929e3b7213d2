// What stands in where no machine code fits: the same cases, through the WebAssembly.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testBuild } from '../../core/conformance/cases.mjs';

process.env.MAILMEND_FORCE_WASM = '1';
const { default: mailmend } = await import('../mailmend.mjs');
const { default: native } = await import('../lib/native.js');

testBuild(mailmend);

test('it is the WebAssembly', () => {
  assert.equal(native.isWasm, true);
});

test('bytes, many texts and the plugins work as with the machine code', async () => {
  assert.equal(mailmend.bounce(Buffer.from('Subject: Hi\n\nHello')).schema, 1);
  const texts = ['550 5.1.1 user unknown', '452 4.2.2 mailbox full'];
  const reports = texts.map((text) => mailmend.explain(text));
  assert.deepEqual(await mailmend.explainMany(texts), reports);
  assert.deepEqual(await mailmend.explainMany(Buffer.from(`${texts.join('\r\n')}\n`)), reports);
  assert.deepEqual(await mailmend.addressMany(['a@gmial.com']), [mailmend.address('a@gmial.com')]);
  const { limiter } = await import('../bullmq.js');
  assert.ok(limiter({ volume: 9, limits: [{ count: 9, per: 'hour' }] }).max > 0);
});
