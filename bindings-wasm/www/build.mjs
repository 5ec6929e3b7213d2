// Makes the page: `node www/build.mjs`, after `node build.mjs`. Gives pkg/www/index.html, which needs nothing beside it,
// and pkg/www/codes.html, with the page of every code.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const here = (path) => new URL(path, import.meta.url);
const text = (path) => readFileSync(here(path), 'utf8');

/** The files of the page as one script; the worker's part is that of the package. */
const js = `(() => {\n'use strict';\n${text('../lib/worker.js').replace(/^export /gm, '')}\n${['words.js', 'show.js', 'page.js'].map((file) => text(file)).join('\n')}})();\n`;
const css = text('page.css');
const engine = text('../pkg/mailmend.js');
for (const [name, content, end] of [['script', js, '</script'], ['script', engine, '</script'], ['style', css, '</style']]) {
  if (content.toLowerCase().includes(end) || content.includes('<!--')) {
    throw new Error(`a ${name} of the page ends within itself`);
  }
}
const hash = (content) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
// Nothing is fetched from anywhere: there is no connect-src, no host, and no way to run what was pasted.
const csp = ["default-src 'none'", `script-src ${hash(js)} 'wasm-unsafe-eval'`, `style-src ${hash(css)}`, 'worker-src blob:', 'img-src data:', "base-uri 'none'", "form-action 'none'"].join('; ');
const fill = (template, values) => template.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
mkdirSync(here('../pkg/www/'), { recursive: true });
writeFileSync(here('../pkg/www/index.html'), fill(text('page.html'), { csp, css, engine, js }));
writeFileSync(here('../pkg/www/codes.html'), codes(JSON.parse(text('../pkg/raw/catalog.json'))));

/** Every code, as a page without scripts. */
function codes(catalog) {
  const rule = ["default-src 'none'", `style-src ${hash(css)}`, 'img-src data:', "base-uri 'none'", "form-action 'none'"].join('; ');
  const families = Map.groupBy?.(catalog, ({ code }) => code.replace(/\d+$/, '')) ?? grouped(catalog);
  const owner = { you: 'You', host: 'Your hosting company', provider: 'Your mail provider', receiver: 'The receiving side', recipient: 'The recipient', nobody: 'Nobody: it will pass' };
  const retry = { later: 'Yes, later', 'by-code': 'Yes after a code that starts with 4, no after one that starts with 5', 'after-fix': 'After the fix', never: 'No, it would fail again' };
  const address = { keep: 'Keep it', verify: 'Check it first', suppress: 'Stop mailing it' };
  const article = ({ code, slug, title, why, owner: who, retry: when, recipient, fixes }) => `<article class="card" id="${html(code)}">
<p class="kicker"><code>${html(code)}</code> ${html(slug)} <a href="#${html(code)}" aria-label="Link to ${html(code)}">#</a></p><h2>${html(title)}</h2><p class="why">${html(why)}</p>
<dl class="verdict"><div><dt>Who has to act</dt><dd>${html(owner[who] ?? who)}</dd></div><div><dt>Try again?</dt><dd>${html(retry[when] ?? when)}</dd></div><div><dt>The recipient’s address</dt><dd>${html(address[recipient] ?? recipient)}</dd></div></dl>
<h3>What to do</h3><ol class="steps">${fixes.map(({ text, link, commands }) => `<li>${html(text)}${/^https:\/\//.test(link ?? '') ? `<br><a class="more" href="${html(link)}" rel="noopener noreferrer">${html(link.replace('https://', ''))}</a>` : ''}${commands.map((command) => `<pre>${html(command)}</pre>`).join('')}</li>`).join('')}</ol></article>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${rule}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>mailmend: all codes</title><style>${css}</style></head>
<body><header class="top"><a class="brand" href="index.html"><span>mailmend</span></a></header><main class="codes"><div class="intro"><h1>All codes</h1><p>What each means, who has to act, and the steps that mend it.</p></div>
<nav aria-label="Codes">${[...families].map(([family, list]) => `<details><summary>${html(family)} (${list.length})</summary><ul class="toc">${list.map(({ code, title }) => `<li><a href="#${html(code)}">${html(code)}</a> ${html(title)}</li>`).join('')}</ul></details>`).join('')}</nav>
<p></p>${catalog.map(article).join('\n')}</main></body></html>
`;
}

function grouped(catalog) {
  const families = new Map();
  for (const cause of catalog) {
    const family = cause.code.replace(/\d+$/, '');
    families.set(family, [...(families.get(family) ?? []), cause]);
  }
  return families;
}

function html(text) {
  return String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
