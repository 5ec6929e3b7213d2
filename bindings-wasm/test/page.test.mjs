// The page and the package in a real Chromium, headless.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';

import { launch, serve, skip } from './browser.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGE = new URL('../pkg/www/index.html', import.meta.url).href;
const REPLY = '550 5.1.1 <jane@example.com>: Recipient address rejected: User unknown';
const BOUNCE = `From: MAILER-DAEMON@mx.example.org
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; jane@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b--
`;
const PAYLOADS = [
  '<script>globalThis.hacked = 1</script>',
  '<img src=x onerror="globalThis.hacked = 1">',
  '"><svg onload=globalThis.hacked=1>',
  "'-globalThis.hacked=1-'",
  '</textarea><script>globalThis.hacked = 1</script>',
  '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  '<a href="javascript:globalThis.hacked=1">x</a>',
  '<math><mi//xlink:href="data:x,<script>globalThis.hacked=1</script>">',
  '{{constructor.constructor("globalThis.hacked=1")()}}',
  '<style>*{display:none}</style>',
];

describe('the page in Chromium', { skip }, () => {
  let browser;
  let context;
  let page;
  let complaints;

  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());

  /** A fresh page, which has to be without a complaint in the end. */
  async function open(url = PAGE, options = {}, prepare = async () => {}) {
    await context?.close();
    complaints = [];
    context = await browser.newContext(options);
    await prepare(context);
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('request', (request) => /^(https?|wss?):/.test(request.url()) && !request.url().startsWith(url.split('/').slice(0, 3).join('/')) && complaints.push(`asks for ${request.url()}`));
    await page.goto(url);
    return page;
  }

  const card = (panel) => page.locator(`#panel-${panel} .card`).first();

  test('tells what was pasted, and answers, with nothing but itself', async () => {
    await open();
    for (const [text, seen, answer] of [
      [REPLY, 'a server’s reply', 'RCPT001'],
      ['v=spf1 ip4:192.0.2.1 +all', 'an SPF record', 'SPF'],
      ['jane@gmial.com', 'an address', 'jane@gmail.com'],
      ['MAIL_HOST=smtp.gmail.com\nMAIL_PORT=465\nMAIL_ENCRYPTION=none', 'settings', 'CONF'],
      [BOUNCE, 'a bounce message', 'jane@example.com'],
    ]) {
      await page.fill('#text-any', text);
      await page.locator('#panel-any .chip').filter({ hasText: seen }).waitFor();
      await page.locator('#panel-any .answer').filter({ hasText: answer }).waitFor();
    }
    await page.fill('#text-any', '');
    await page.locator('#panel-any .empty').waitFor();
    assert.deepEqual(complaints, []);
  });

  test('answers stay when the network goes, and the page opens without one', async () => {
    const server = await serve();
    try {
      await open(`${server.url}/www/index.html`);
      await context.setOffline(true);
      await page.fill('#text-any', REPLY);
      await card('any').waitFor();
      await page.goto(PAGE);
      await page.fill('#text-any', REPLY);
      await card('any').waitFor();
    } finally {
      await server.close();
    }
  });

  test('copies an answer and a correction', async () => {
    await open(PAGE, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.fill('#text-any', REPLY);
    await card('any').getByRole('button', { name: 'Copy this answer' }).click();
    await card('any').getByRole('button', { name: 'Copied' }).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /RCPT001[^]*Stop mailing it[^]*1\. /);
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.fill('#text-settings', 'MAIL_HOST=smtp.gmail.com\nMAIL_PORT=587\nMAIL_ENCRYPTION=ssl\nMAIL_PASSWORD=tops3cret-word');
    await card('settings').getByRole('button', { name: 'Copy' }).click();
    const settings = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(settings, /MAIL_HOST=smtp\.gmail\.com/);
    assert.ok(!(await page.locator('#panel-settings .answer').innerText()).includes('tops3cret'), 'the password is shown');
    assert.ok(await page.locator('#panel-settings pre .new').count() > 0, 'no line is marked');
  });

  test('shows the telling passage in the text', async () => {
    await open();
    await page.fill('#text-any', `äöü €🙂\n${REPLY}`);
    await card('any').waitFor();
    const shown = await card('any').locator('mark').first().innerText();
    await card('any').getByRole('button', { name: /^Show in text/ }).first().click();
    assert.equal(await page.evaluate(() => getSelection().toString()), shown);
  });

  test('reads a bounce that is dropped, and says what is none', async () => {
    await open();
    const drop = async (name, content) => {
      const data = await page.evaluateHandle(([name, content]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([typeof content === 'string' ? content : new Uint8Array(content)], name));
        return transfer;
      }, [name, content]);
      await page.dispatchEvent('body', 'drop', { dataTransfer: data });
    };
    await drop('bounce.eml', BOUNCE);
    await page.locator('#panel-bounce .card').filter({ hasText: 'jane@example.com' }).waitFor();
    await drop('cat.png', [137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 255, 254, 0, 1]);
    await page.locator('#panel-bounce [role=alert]').filter({ hasText: 'cat.png' }).waitFor();
    await drop('error.txt', REPLY);
    await page.locator('#panel-any .card').filter({ hasText: 'RCPT001' }).waitFor();
  });

  test('makes a plan', async () => {
    await open();
    await page.getByRole('tab', { name: 'Plan' }).click();
    await page.fill('#plan-volume', '12000');
    await page.fill('#plan-provider', 'gmail');
    await page.locator('#panel-plan table').first().waitFor();
    assert.ok(await page.locator('#panel-plan svg rect').count() > 20);
    await page.fill('#plan-provider', 'no-such-provider');
    await page.locator('#panel-plan .calm').waitFor();
  });

  test('can be used with the keyboard alone', async () => {
    await open();
    await page.keyboard.type('550 5.1.1 user unknown');
    await card('any').waitFor();
    await page.getByRole('tab', { name: 'Anything' }).focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'tab-record');
    await page.keyboard.press('End');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'tab-plan');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'plan-volume');
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe-core finds nothing in ${colorScheme} colours`, async () => {
      await open(PAGE, { colorScheme, bypassCSP: true, reducedMotion: 'reduce' });
      await page.addScriptTag({ content: AXE });
      for (const tab of ['any', 'record', 'address', 'settings', 'bounce', 'plan']) {
        await page.click(`#tab-${tab}`);
        if (tab === 'plan') {
          await page.fill('#plan-volume', '900');
          await page.fill('#plan-provider', 'gmail');
        } else {
          await page.locator(`#panel-${tab} [aria-label=Examples] button`).first().click();
        }
        await card(tab).waitFor();
        for (const more of await page.locator(`#panel-${tab} summary`).all()) {
          await more.click();
        }
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(violations.map(({ id, nodes }) => [tab, id, nodes[0].html]), []);
      }
    });
  }

  test('every code has its place on the page of codes, which is as sound', async () => {
    await open(PAGE, { bypassCSP: true });
    await page.fill('#text-any', REPLY);
    await card('any').locator('.kicker a').click();
    await page.locator('#RCPT001:target h2').waitFor();
    await page.addScriptTag({ content: AXE });
    const { violations } = await page.evaluate(() => globalThis.axe.run(document.querySelector('#RCPT001')));
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
    assert.equal(await page.locator('script[src]').count(), 0);
  });

  test('fits narrow and wide windows', async () => {
    for (const width of [320, 390, 1600]) {
      await open(PAGE, { viewport: { width, height: 800 } });
      await page.fill('#text-any', REPLY);
      await card('any').waitFor();
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wider <= 0, `${width}: ${wider} pixels too wide`);
    }
  });

  test('markup stays text', async () => {
    await open();
    for (const payload of PAYLOADS) {
      for (const text of [payload, `550 5.7.1 ${payload} blocked, see https://example.org/${payload}`, `v=spf1 ${payload} -all`, `MAIL_HOST=${payload}\nMAIL_PORT=1`, `"${payload}"@example.com`, BOUNCE.replaceAll('jane', payload)]) {
        await page.fill('#text-any', text);
        await page.waitForFunction(() => document.querySelector('#panel-any .answer').getAttribute('aria-busy') === 'false');
      }
    }
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
    assert.equal(await page.locator('#panels :is(script, iframe, img, style, math)').count(), 0);
    const links = await page.locator('#panels a').evaluateAll((all) => all.map(({ href }) => href));
    assert.ok(links.every((link) => /^(https|file):/.test(link)), String(links));
    assert.deepEqual(complaints, []);
  });

  test('lives through text of 50 MB, half characters, and bytes of any kind', async () => {
    await open();
    await page.evaluate(() => {
      const paste = new DataTransfer();
      paste.setData('text/plain', '550 5.1.1 user unknown\n'.repeat((50 << 20) / 23));
      document.getElementById('text-any').dispatchEvent(new ClipboardEvent('paste', { clipboardData: paste, cancelable: true, bubbles: true }));
    });
    await page.locator('#panel-any .calm').filter({ hasText: 'bytes were read' }).waitFor({ timeout: 20_000 });
    await page.evaluate(() => {
      const area = document.getElementById('text-any');
      area.value = '550 \ud83d 5.1.1 user unknown \udc00';
      area.dispatchEvent(new Event('input'));
    });
    await page.locator('#panel-any .card').filter({ hasText: 'RCPT001' }).waitFor();
    await page.fill('#text-any', String.fromCharCode(...Array.from({ length: 3000 }, (_, place) => (place * 7919) % 65536)));
    await card('any').waitFor();
    assert.deepEqual(complaints, []);
  });

  test('a module that stops does not end the page', async () => {
    const stop = (context) => context.addInitScript(() => {
      const real = globalThis.Blob;
      // The first call with this word ends as a trap does.
      globalThis.Blob = function Blob(parts, options) {
        const trap = `{ const real = WebAssembly.Instance; let traps = 1;
          WebAssembly.Instance = function (module, imports) { const instance = new real(module, imports); const exports = { ...instance.exports,
            call: (...args) => { if (traps > 0 && new TextDecoder().decode(new Uint8Array(exports.memory.buffer, args[0], args[1])).includes('TRAP')) { traps -= 1; throw new WebAssembly.RuntimeError('unreachable'); } return instance.exports.call(...args); } };
            return Object.create(real.prototype, { exports: { value: exports } }); };
          WebAssembly.Instance.prototype = real.prototype; }`;
        return new real(options?.type === 'text/javascript' ? [trap, ...parts] : parts, options);
      };
    });
    await open(PAGE, {}, stop);
    await page.fill('#text-any', `${REPLY} TRAP`);
    await page.locator('#panel-any [role=alert]').filter({ hasText: 'started anew' }).waitFor();
    await page.getByRole('button', { name: 'Try once more' }).click();
    await page.locator('#panel-any .card').filter({ hasText: 'RCPT001' }).waitFor();
  });

  test('typing never waits', async () => {
    await open(PAGE, {}, (context) => context.addInitScript(() => {
      globalThis.long = [];
      new PerformanceObserver((list) => globalThis.long.push(...list.getEntries().map(({ duration, startTime }) => [Math.round(startTime), duration]))).observe({ type: 'longtask' });
    }));
    await page.waitForFunction(() => performance.getEntriesByName('mailmend-ready').length > 0);
    const start = await page.evaluate(() => performance.now());
    for (const [tab, text] of [['any', REPLY], ['settings', "createTransport({ host: 'smtp.gmail.com', port: 587, secure: true })"]]) {
      await page.click(`#tab-${tab}`);
      await page.locator(`#text-${tab}`).pressSequentially(text, { delay: 25 });
      await card(tab).waitFor();
    }
    const long = (await page.evaluate(() => globalThis.long)).filter(([at, duration]) => at > start && duration > 50);
    assert.deepEqual(long, []);
  });

  test('the single script answers in a page with a strict policy, in a worker too', async (t) => {
    const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";
    const server = await serve({
      '/classic.html': '<script src="/start.js"></script><script src="/mailmend.js"></script>',
      '/start.js': 'globalThis.began = performance.now();',
      '/module.html': '<script type="module" src="/module.js"></script>',
      '/module.js': "import { mailmendWorker } from '/web/worker.js'; import * as mailmend from '/web/mailmend.js'; await mailmend.default(new Response(new Uint8Array())).catch(() => {}); globalThis.worker = mailmendWorker('/mailmend.js');",
    }, { 'content-security-policy': policy });
    try {
      const times = [];
      for (let turn = 0; turn < 5; turn += 1) {
        await open(`${server.url}/classic.html`);
        times.push(await page.evaluate(async (text) => {
          const mailmend = await globalThis.mailmend.ready;
          const code = mailmend.explain(text).findings[0].code;
          return code === 'RCPT001' ? performance.now() - globalThis.began : Infinity;
        }, REPLY));
      }
      t.diagnostic(`from the start of the script to the first answer: ${times.map((time) => `${Math.round(time)} ms`).join(', ')}`);
      assert.deepEqual(complaints, []);
      await open(`${server.url}/module.html`);
      await page.waitForFunction(() => globalThis.worker);
      assert.equal(await page.evaluate(async (text) => (await globalThis.worker.explain(text)).findings[0].code, REPLY), 'RCPT001');
      assert.equal(await page.evaluate(() => globalThis.worker.explain(5).catch(({ code }) => code)), 'bad-request');
    } finally {
      await server.close();
    }
  });

  test('every case has the same answer as everywhere, to the byte', async () => {
    const folder = new URL('../../core/conformance/', import.meta.url);
    const cases = readdirSync(folder).filter((name) => name.endsWith('.json')).flatMap((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
    const server = await serve({ '/empty.html': '<script src="/mailmend.js"></script>' });
    try {
      await open(`${server.url}/empty.html`);
      const answers = await page.evaluate(async (requests) => {
        const { call } = await globalThis.mailmend.ready;
        return requests.map(call);
      }, cases.map(({ request }) => JSON.stringify(request)));
      cases.forEach(({ name, response }, place) => assert.equal(answers[place], JSON.stringify(response), name));
    } finally {
      await server.close();
    }
  });
});
