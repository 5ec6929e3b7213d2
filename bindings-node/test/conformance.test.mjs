// The addon that `cargo xtask bindings` built.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { testBuild } from '../../core/conformance/cases.mjs';
import mailmend from '../mailmend.js';

testBuild(mailmend);

test('the types are those of the browser', () => {
  const types = (folder) => readFileSync(new URL(`../../${folder}/report.d.ts`, import.meta.url), 'utf8');
  assert.equal(types('bindings-node'), types('bindings-wasm'));
});
