// Looks at the site in a real Chromium, from its folder: `node docs/test/site.mjs FOLDER`. Skipped where there is none.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { launch, skip } from '../../bindings-wasm/test/browser.mjs';

const site = resolve(process.argv[2]);
const at = (path) => pathToFileURL(site).href + `/${path}`;
const AXE = readFileSync(createRequire(join(import.meta.dirname, '../../bindings-wasm/package.json')).resolve('axe-core/axe.min.js'), 'utf8');

describe('the site in Chromium', { skip }, () => {
  let browser;
  let page;
  let complaints;

  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());

  async function open(path, options = {}) {
    await page?.context().close();
    complaints = [];
    page = await (await browser.newContext(options)).newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('request', (request) => /^(https?|wss?):/.test(request.url()) && complaints.push(`asks for ${request.url()}`));
    await page.goto(at(path));
  }

  test('finds what people paste, a code, a host and a plural', async () => {
    await open('index.html');
    for (const [asked, path] of [
      ['535 5.7.8 Username and Password not accepted', 'errors/535-5-7-8-username-and-password-not-accepted.html'],
      ['AUTH002', 'codes/AUTH002.html'],
      ['smtp.fastmail.com', 'providers/fastmail.html'],
      ['app passwords', 'codes/AUTH002.html'],
      ['greylist', 'codes/RATE006.html'],
    ]) {
      await page.fill('#q', asked);
      await page.locator('#found a').first().waitFor();
      const found = () => page.locator('#found a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      let links = [];
      for (let tries = 0; tries < 20 && !links.includes(path); tries += 1) {
        links = await found();
        await page.waitForTimeout(50);
      }
      assert.ok(links.includes(path), `${asked}: ${links}`);
    }
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/(codes|errors|providers)\//);
    assert.deepEqual(complaints, []);
  });

  test('Enter leads to the page of results, also from a page below', async () => {
    await open('codes/AUTH001.html');
    await page.fill('#q', 'spf too many lookups');
    await page.press('#q', 'Enter');
    await page.locator('#results a').first().waitFor();
    assert.match(page.url(), /\/search\.html\?q=spf/);
    assert.match(await page.locator('#results').innerText(), /SPF/);
    assert.deepEqual(complaints, []);
  });

  test('an example is tried where it stands', async () => {
    await open('codes/RCPT001.html');
    await page.locator('figure a.try').first().click();
    await page.frameLocator('iframe.tried').locator('#panel-any .card').filter({ hasText: 'RCPT001' }).waitFor();
    await open('codes/SPF026.html');
    await page.locator('figure a.try').first().click();
    await page.frameLocator('iframe.tried').locator('#panel-record .card').filter({ hasText: 'SPF026' }).waitFor();
    assert.deepEqual(complaints, []);
  });

  test('the addresses that programs link to lead to the page of the code', async () => {
    await open('codes.html#AUTH002');
    await page.waitForURL(/codes\/AUTH002\.html$/);
    await open('codes/AUTH002.html#fastmail');
    await page.locator('#fastmail[open] li').first().waitFor();
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe-core finds nothing in ${colorScheme} colours`, async () => {
      for (const path of ['index.html', 'codes/AUTH001.html', 'codes/SPF026.html', 'providers/gmail.html', 'calls/explain.html', 'guides/wordpress.html', 'limits.html']) {
        await open(path, { colorScheme });
        await page.addScriptTag({ content: AXE });
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(violations.map(({ id, nodes }) => [path, id, nodes[0].html]), []);
      }
    });
  }

  test('fits a phone', async () => {
    for (const path of ['index.html', 'codes/AUTH001.html', 'providers/m365.html', 'calls/domain.html', 'guides/logs.html', 'schema.html', 'limits.html', 'stacks/nodemailer.html']) {
      await open(path, { viewport: { width: 360, height: 700 } });
      const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= window, `${path} is ${wide} wide`);
    }
  });
});
