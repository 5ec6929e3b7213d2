// What is published: packed, installed into an empty project, and used from CommonJS, ESM and TypeScript.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const about = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const platforms = readdirSync(join(here, 'npm')).sort();
const addon = readdirSync(here).find((name) => name.endsWith('.node'));
const platform = addon.split('.')[1];
const project = mkdtempSync(join(tmpdir(), 'mailmend-'));
after(() => rmSync(project, { recursive: true }));

const npm = (folder, ...words) => execFileSync('npm', words, { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' });
const node = (...words) => execFileSync(process.execPath, words, { cwd: project, encoding: 'utf8' });

/** Packs a folder; gives the archive and the names of its files. */
function pack(folder) {
  const [{ filename, files }] = JSON.parse(npm(folder, 'pack', '--json', '--ignore-scripts', '--pack-destination', project));
  return { archive: join(project, filename), names: files.map(({ path }) => path).sort() };
}

let packed;
before(() => {
  const own = join(project, 'platform');
  cpSync(join(here, 'npm', platform), own, { recursive: true });
  copyFileSync(join(here, addon), join(own, addon));
  packed = { main: pack(here), platform: pack(own) };
  writeFileSync(join(project, 'package.json'), '{"name":"empty","private":true}\n');
  npm(project, 'install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', packed.main.archive, packed.platform.archive);
});

test('the package holds what is used, and nothing else', () => {
  const { names } = packed.main;
  assert.deepEqual(packed.platform.names, ['README.md', addon, 'package.json'].sort());
  for (const name of ['README.md', 'bin/mailmend.js', 'lib/native.js', 'mailmend.js', 'mailmend.mjs', 'report.d.ts', 'wasm/mailmend_wasm_bg.wasm']) {
    assert.ok(names.includes(name), name);
  }
  const strange = names.filter((name) => /\.(node|rs|toml)$|^(test|src|npm|target|node_modules)\/|bench/.test(name));
  assert.deepEqual(strange, []);
  // Everything that `package.json` leads to is there.
  const { bin, exports, files, main, types } = about(here);
  const paths = JSON.stringify([bin, exports, main, types]).matchAll(/"(?:\.\/)?([\w./-]+\.[cm]?[jt]s)"/g);
  for (const [, path] of paths) {
    assert.ok(names.includes(path), path);
  }
  for (const file of files) {
    assert.ok(names.some((name) => name === file || name.startsWith(`${file}/`)), file);
  }
});

test('each platform has a package, and the loader knows it', () => {
  const loader = readFileSync(join(here, 'lib/native.js'), 'utf8');
  assert.equal(about(here).napi.targets.length, platforms.length);
  const known = [...loader.matchAll(/^  '([a-z0-9-]+)',$/gm)].map(([, name]) => name);
  assert.deepEqual(known, platforms);
  for (const name of platforms) {
    const own = about(join(here, 'npm', name));
    assert.deepEqual([own.name, own.version, own.main], [`mailmend-${name}`, about(here).version, `mailmend.${name}.node`]);
  }
});

const CODE = "const { findings } = explain('550 5.1.1 user unknown'); console.log(findings[0].slug, isWasm);";
const EXPECTED = 'mailbox-not-found false';

test('it is used from CommonJS, ESM and the command line', () => {
  const isWasm = "require('./node_modules/mailmend/lib/native.js').isWasm";
  assert.equal(node('-e', `const isWasm = ${isWasm}; const { explain } = require('mailmend'); ${CODE}`).trim(), EXPECTED);
  const esm = `import { createRequire } from 'node:module'; import { explain } from 'mailmend'; import 'mailmend/dns';
    const require = createRequire(import.meta.url); const isWasm = ${isWasm}; ${CODE}`;
  writeFileSync(join(project, 'esm.mjs'), esm);
  assert.equal(node('esm.mjs').trim(), EXPECTED);
  assert.match(npm(project, 'exec', '--offline', '--', 'mailmend', 'explain', '550 5.1.1 user unknown'), /RCPT001/);
});

test('it is used from TypeScript', () => {
  mkdirSync(join(project, 'ts'));
  const code = `import { explain, MailmendError, type Report } from 'mailmend';
    const report: Report = explain('550 5.1.1 user unknown');
    const retry: 'later' | 'after-fix' | 'never' = report.findings[0].retry;
    console.log(retry, MailmendError.name);
    // @ts-expect-error a report has no such field
    report.colour;`;
  writeFileSync(join(project, 'ts/main.mts'), code);
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const types = join(here, 'node_modules/@types');
  node(compiler, '--strict', '--module', 'nodenext', '--target', 'es2022', '--typeRoots', types, '--types', 'node', 'ts/main.mts');
  assert.equal(node('ts/main.mjs').trim(), 'never MailmendError');
});

test('without machine code for the platform, the WebAssembly answers', () => {
  rmSync(join(project, 'node_modules', `mailmend-${platform}`), { recursive: true });
  const code = "const { explain } = require('mailmend'); console.log(explain('550 5.1.1 user unknown').findings[0].slug, require('./node_modules/mailmend/lib/native.js').isWasm)";
  assert.equal(node('-e', code).trim(), 'mailbox-not-found true');
  // And without that, it is said what is missing.
  rmSync(join(project, 'node_modules/mailmend/wasm'), { recursive: true });
  assert.throws(() => node('-e', code), /mailmend has no build/);
  assert.ok(existsSync(join(here, addon)));
});
