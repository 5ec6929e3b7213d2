// The examples of the README, run as they stand.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';

import { launch, serve, skip } from './browser.mjs';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const block = (kind) => README.match(new RegExp(`\`\`\`${kind}\n([^]*?)\`\`\``))[1];

/** An example with its comments as checks: `call;   // value`. */
function checked(source) {
  return source.replace(/^(.+?);\s+\/\/ (.+)$/gm, '(await import("node:assert/strict")).deepEqual($1, $2);');
}

test('modules', async () => {
  const source = checked(block('js web')).replace('await init();', `await init((await import('node:fs')).readFileSync(new URL('../pkg/web/mailmend_wasm_bg.wasm', import.meta.url)));`);
  const file = new URL('./example-of-readme.mjs', import.meta.url);
  writeFileSync(file, source);
  try {
    await import(file);
  } finally {
    rmSync(file);
  }
});

test('a page, and a worker', { skip }, async () => {
  const worker = block('js worker').replace("'mailmend-wasm/worker'", "'/web/worker.js'");
  const server = await serve({
    '/page.html': block('html'),
    '/worker.html': `<script type="module">${worker}\ndocument.title = report.findings[0].retry;</script>`,
  });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/page.html`);
    await page.waitForFunction(() => document.title === 'The server does not accept this user name and password');
    await page.goto(`${server.url}/worker.html`);
    await page.waitForFunction(() => document.title === 'later');
  } finally {
    await browser.close();
    await server.close();
  }
});

test('DNS', async () => {
  const asked = [];
  const fetch = async (url) => {
    asked.push(String(url));
    return new Response(JSON.stringify({ Status: 3 }));
  };
  const source = block('js doh').replace(/import .*\n/, '').replace("dns-query' }", "dns-query', fetch }");
  const { driver } = await import('../pkg/web/doh.js');
  const { default: mailmend } = await import('../pkg/node/mailmend.js');
  const AsyncFunction = (async () => {}).constructor;
  await new AsyncFunction('driver', 'mailmend', 'fetch', source)(driver, mailmend, fetch);
  assert.ok(asked.length > 3 && asked.every((url) => url.startsWith('https://cloudflare-dns.com/dns-query?name=')), asked.join());
});
