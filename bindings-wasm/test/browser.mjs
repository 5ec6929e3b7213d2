// A real Chromium, and a server for the page on a port of its own. Without one the tests are skipped, and say so.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { env } from 'node:process';

import { chromium } from 'playwright-core';

const PLACES = [env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
const FLAGS = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-sandbox'];

/** The browser that is there. */
export const executablePath = PLACES.find((place) => place && existsSync(place));

/** What a test that needs it is skipped with. */
export const skip = executablePath ? false : 'there is no Chromium: install it with `apt install chromium`, or name it in CHROMIUM';

export function launch() {
  return chromium.launch({ executablePath, args: FLAGS });
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** Serves the files of the package, and whatever `pages` has; with these headers. */
export async function serve(pages = {}, headers = {}) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    try {
      const content = pages[path] ?? readFileSync(new URL(`../pkg${path.replaceAll('..', '')}`, import.meta.url));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/html; charset=utf-8', ...headers });
      response.end(content);
    } catch {
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }) };
}
