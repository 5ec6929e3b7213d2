// Makes the package of what `cargo xtask wasm` has built: `node build.mjs`. Takes pkg/raw/{full,slim}, which the tool in
// bindgen/ wrote; gives pkg/{web,bundler,node}, pkg/slim/web, and the single scripts with the module inside.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execPath } from 'node:process';
import { gzipSync } from 'node:zlib';

import { face, names } from './lib/calls.mjs';

const here = new URL('./', import.meta.url);
const at = (path) => new URL(path, here);
const text = (path) => readFileSync(at(path), 'utf8');

const MODULE = 'mailmend_wasm_bg.wasm';
const OPTIMISER = 'node_modules/binaryen/bin/wasm-opt';
const NAMES = names(face());
/** A build that reads no bounces refuses them in the words of the core. */
const NO_BOUNCES = `() => answer('{"call":"bounce","text":""}')`;
const WEB_TYPES = `
/** Loads the module from its place beside this file; or from what is given: an address, a response, bytes, a module. */
export default function init(module?: string | URL | Request | Response | BufferSource | WebAssembly.Module): Promise<void>;

/** Starts a module that is there already: where nothing can be fetched, as in the workers of Cloudflare. */
export function initSync(module: BufferSource | WebAssembly.Module): void;
`;
const SCRIPT_TYPES = `
/** Every function of this file, once the module has started. */
export const ready: Promise<Omit<typeof import('./mailmend.js'), 'ready'>>;

/** The script gives its functions to the page under this name. */
export as namespace mailmend;
`;
/** What pages and bundlers import by name. */
const EXPORTS = `export const {\n  ${NAMES.join(',\n  ')},\n}`;

for (const build of ['full', 'slim']) {
  const raw = (target, file) => `pkg/raw/${build}/${target}/${file}`;
  const out = (path) => (build === 'full' ? `pkg/${path}` : `pkg/slim/${path}`);
  for (const target of ['bundler', 'node']) {
    // One module for all, so that it is made smaller once, and tested once for all.
    if (!readFileSync(at(raw('web', MODULE))).equals(readFileSync(at(raw(target, MODULE))))) {
      throw new Error(`the module for ${target} is another than that for pages`);
    }
  }
  write(out('web/package.json'), '{"type":"module"}\n');
  optimise(raw('web', MODULE), out(`web/${MODULE}`));
  write(out('web/mailmend_wasm.js'), text(raw('web', 'mailmend_wasm.js')));
  write(out('web/mailmend.js'), web(readsBounces(build)));
  write(out('web/mailmend.d.ts'), types(WEB_TYPES));
  write(out('mailmend.js'), script(glue(text(raw('web', 'mailmend_wasm.js'))), readFileSync(at(out(`web/${MODULE}`)))));
  write(out('mailmend.d.ts'), types(SCRIPT_TYPES).replaceAll("'../report.js'", "'./report.js'"));
  copy('report.d.ts', out('report.d.ts'));
  if (build === 'slim') {
    continue;
  }
  for (const file of ['mailmend_wasm.js', 'mailmend_wasm_bg.js']) {
    copy(raw('bundler', file), `pkg/bundler/${file}`);
  }
  copy(`pkg/web/${MODULE}`, `pkg/bundler/${MODULE}`);
  write('pkg/bundler/package.json', '{"type":"module"}\n');
  write('pkg/bundler/mailmend.js', bundler());
  write('pkg/bundler/mailmend.d.ts', types(''));
  copy(raw('node', 'mailmend_wasm.js'), 'pkg/node/mailmend_wasm.js');
  copy(`pkg/web/${MODULE}`, `pkg/node/${MODULE}`);
  write('pkg/node/mailmend.js', `${face()}\nmodule.exports = face(require('./mailmend_wasm.js'));\n`);
  write('pkg/node/mailmend.d.ts', types(''));
  for (const file of ['worker.js', 'doh.js', 'worker.d.ts', 'doh.d.ts']) {
    copy(`lib/${file}`, `pkg/web/${file}`);
  }
}

/** Has `wasm-opt` shrink the module. Debian's own `wasm-opt` breaks it without a word: this one comes from npm. */
function optimise(from, to) {
  // Packing the memory cuts the tables at every few zeros: less to store, but more to send once it is compressed.
  execFileSync(execPath, [OPTIMISER, '-Oz', '--skip-pass=memory-packing', from, '-o', to], { cwd: here, stdio: 'inherit' });
}

/** The file that pages import. */
function web(bounces) {
  const read = bounces ? ', bounce as read' : '';
  return `import start, { initSync as startSync, call as answer${read} } from './mailmend_wasm.js';

${face()}
${EXPORTS} = face({ call: answer, bounce: ${bounces ? 'read' : NO_BOUNCES} });

/** Loads the module: from its own place, or from what is given. */
export default async function init(module) {
  await start(module === undefined ? undefined : { module_or_path: module });
}

/** Starts a module that is there already. */
export function initSync(module) {
  startSync({ module });
}
`;
}

function readsBounces(build) {
  return text(`pkg/raw/${build}/web/mailmend_wasm.js`).includes('export function bounce(');
}

function bundler() {
  return `import { call as answer, bounce as read } from './mailmend_wasm.js';\n\n${face()}\n${EXPORTS} = face({ call: answer, bounce: read });\n`;
}

/** One file for everything: for pages that can count on nothing but a script tag. */
function script(glue, module) {
  const packed = gzipSync(module, { level: 9 }).toString('base64');
  return `/*! mailmend: tells why e-mail does not arrive, and how to mend it. MIT OR Apache-2.0. Sends nothing anywhere. */
(() => {
'use strict';
const PACKED = '${packed}';
const NAMES = ${JSON.stringify(NAMES)};
${face()}
${text('lib/engine.js')}
${text('lib/serve.js')}
function glue() {
${glue}
const answer = call;
return { start: initSync, call, bounce: typeof bounce === 'function' ? bounce : ${NO_BOUNCES} };
}
${text('lib/script.js')}
})();
`;
}

/** What wasm-bindgen wrote for pages, as the inside of a function. It looks for the module at the place of the script. */
function glue(source) {
  return source.replace(/^export \{.*\};?$/gm, '').replace(/^export /gm, '').replaceAll('import.meta.url', 'undefined');
}

function types(more) {
  return text('../bindings-node/mailmend.d.ts').replaceAll("'./report'", "'../report.js'") + more;
}

function write(path, content) {
  mkdirSync(at(path.slice(0, path.lastIndexOf('/'))), { recursive: true });
  writeFileSync(at(path), content);
}

function copy(from, to) {
  mkdirSync(at(to.slice(0, to.lastIndexOf('/'))), { recursive: true });
  copyFileSync(at(from), at(to));
}
