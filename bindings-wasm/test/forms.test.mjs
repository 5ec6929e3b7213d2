// Each form of the package, in the surroundings that it is for: none has anything of Node's at hand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const at = (path) => new URL(`../pkg/${path}`, import.meta.url);
const REPLY = '550 5.1.1 <jane@example.com>: Recipient address rejected: User unknown';

/** What every browser and worker has, and no more. */
function bare(more = {}) {
  const { atob, AbortSignal, Blob, DecompressionStream, Response, TextDecoder, TextEncoder, URL, setTimeout, clearTimeout } = globalThis;
  const context = vm.createContext({ atob, AbortSignal, Blob, DecompressionStream, Response, TextDecoder, TextEncoder, URL, setTimeout, clearTimeout, ...more });
  return context;
}

for (const build of ['', 'slim/']) {
  test(`the ${build || 'full/'} script starts by itself`, async () => {
    const context = bare();
    vm.runInContext(readFileSync(at(`${build}mailmend.js`), 'utf8'), context);
    assert.throws(() => context.mailmend.explain(REPLY), { code: 'not-ready' });
    const mailmend = await context.mailmend.ready;
    assert.equal(mailmend, context.mailmend);
    assert.equal(mailmend.explain(REPLY).findings[0].code, 'RCPT001');
    assert.throws(() => mailmend.explain(5), { code: 'bad-request' });
  });

  test(`the ${build || 'full/'} module for pages starts from bytes`, async () => {
    const mailmend = await import(at(`${build}web/mailmend.js`));
    await mailmend.default(readFileSync(at(`${build}web/mailmend_wasm_bg.wasm`)));
    assert.equal(mailmend.explain(REPLY).findings[0].code, 'RCPT001');
  });
}

test('what the slim build leaves out is refused, not answered wrongly', async () => {
  const mailmend = await import(at('slim/web/mailmend.js'));
  mailmend.initSync(readFileSync(at('slim/web/mailmend_wasm_bg.wasm')));
  for (const call of [() => mailmend.address('jane@example.com'), () => mailmend.bounce(new Uint8Array()), () => mailmend.bounce('x'), () => mailmend.spf('v=spf1')]) {
    assert.throws(call, (error) => error.name === 'MailmendError' && error.code === 'bad-request');
  }
});

// What it has not is other languages, whose rows weigh in, and so confidence and what comes second may differ.
test('the slim build finds the same first cause', async () => {
  const mailmend = await import(at('slim/web/mailmend.js'));
  mailmend.initSync(readFileSync(at('slim/web/mailmend_wasm_bg.wasm')));
  const folder = new URL('../../core/conformance/', import.meta.url);
  for (const file of ['families.json', 'hints.json', 'replies.json', 'transcripts.json']) {
    for (const { name, request, response } of JSON.parse(readFileSync(new URL(file, folder), 'utf8'))) {
      if (request.call === 'explain' && !response.error) {
        const first = ({ findings: [{ code, title }] }) => [code, title];
        assert.deepEqual(first(JSON.parse(mailmend.call(JSON.stringify(request)))), first(response), `${file}: ${name}`);
      }
    }
  }
});

test('the module needs no features that came after 2021', () => {
  const module = readFileSync(at('web/mailmend_wasm_bg.wasm'));
  // A vector is 0x7b among the value types: none stands in the section of types.
  assert.ok(!types(module).includes(0x7b), 'the module uses SIMD');
});

test('a module that stops is started anew', async () => {
  const context = bare();
  const real = WebAssembly.Instance;
  let traps = 1;
  // An instance whose first call ends as a trap does.
  context.WebAssembly = { ...pick(WebAssembly), Instance: function Instance(module, imports) {
    const instance = new real(module, imports);
    const exports = { ...instance.exports, call: (...args) => {
      if (traps > 0) {
        traps -= 1;
        throw new WebAssembly.RuntimeError('unreachable');
      }
      return instance.exports.call(...args);
    } };
    return Object.create(real.prototype, { exports: { value: exports } });
  } };
  vm.runInContext(`Object.defineProperty(WebAssembly, 'Instance', { value: WebAssembly.Instance });${readFileSync(at('mailmend.js'), 'utf8')}`, context);
  const mailmend = await context.mailmend.ready;
  assert.throws(() => mailmend.explain(REPLY), { code: 'stopped' });
  assert.equal(mailmend.explain(REPLY).findings[0].code, 'RCPT001');
});

function pick({ compile, Module, RuntimeError, Memory, Table }) {
  return { compile, Module, RuntimeError, Memory, Table };
}

/** The section of types of a module. */
function types(module) {
  let place = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[place];
      place += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        return value;
      }
    }
  };
  for (;;) {
    const id = module[place];
    place += 1;
    const length = number();
    if (id === 1) {
      return module.subarray(place, place + length);
    }
    place += length;
  }
}
