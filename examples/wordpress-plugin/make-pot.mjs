// Writes the template for translators, mail-diagnosis/languages/mail-diagnosis.pot: the plugin's own sentences, and those
// that mailmend answers with. `mailmend catalog --format json | node make-pot.mjs [--check]`; with --check it only tells
// whether the template is current.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { argv, exit, stdin } from 'node:process';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PLUGIN = new URL('./mail-diagnosis/', import.meta.url);
const POT = new URL('languages/mail-diagnosis.pot', PLUGIN);
const DOMAIN = 'mail-diagnosis';

const STRING = String.raw`'((?:[^'\\]|\\.)*)'`;
const ONE = String.raw`(?:__|esc_html__|esc_html_e|esc_attr__|esc_attr_e)\(\s*${STRING}\s*,\s*'${DOMAIN}'`;
const MANY = String.raw`_n\(\s*${STRING}\s*,\s*${STRING}\s*,[^;]*?'${DOMAIN}'`;
const CALL = new RegExp(String.raw`\b(?:${ONE}|${MANY})`, 'g');
const NOTE = /translators:\s*(.*?)\s*\*\/\s*$/s;

/** The sentences of the plugin: of its PHP, its script, its header. */
export function ofPlugin() {
  const folders = ['', 'includes/', 'assets/'];
  const files = folders.flatMap((folder) => readdirSync(new URL(folder, PLUGIN)).map((file) => folder + file));
  const sources = files.filter((file) => /\.(php|js)$/.test(file) && file !== 'assets/mailmend.js').sort();
  return sources.flatMap((file) => {
    const source = readFileSync(new URL(file, PLUGIN), 'utf8');
    const header = [...source.matchAll(/^ \* (?:Plugin Name|Description): +(.+)$/gm)].map(([, text]) => ({ text, file }));
    const calls = [...source.matchAll(CALL)].map(({ 1: alone, 2: one, 3: many, index }) => {
      const above = source.slice(0, index).split('\n').slice(-4).join('\n');
      const note = above.includes('translators:') ? NOTE.exec(above.slice(0, above.lastIndexOf('*/') + 2))?.[1] : undefined;
      return { text: plain(alone ?? one), plural: many && plain(many), file, note };
    });
    return [...header, ...calls];
  });
}

/** What mailmend may say to the plugin: the causes of failures, and what is wrong with settings. */
export function ofCatalog(catalog) {
  const shown = catalog.filter((cause) => cause.class !== null || cause.area === 'settings');
  return shown.flatMap(({ code, title, why, fixes }) => [title, why, ...fixes.map((fix) => fix.text)].map((text) => ({ text, file: `mailmend ${code}` })));
}

/** The template. The same sentence stands in it once. */
export function template(sentences) {
  const entries = new Map();
  for (const { text, plural, file, note } of sentences) {
    const entry = entries.get(text) ?? { plural, note, files: new Set() };
    entry.plural ??= plural;
    entry.note ??= note;
    entry.files.add(file);
    entries.set(text, entry);
  }
  const blocks = [...entries].map(([text, { plural, note, files }]) => {
    const lines = note ? [`#. translators: ${note}`] : [];
    lines.push(...[...files].map((file) => (file.startsWith('mailmend ') ? `#. ${file}` : `#: ${file}`)));
    lines.push(...(/%(\d\$)?[sd]/.test(text) ? ['#, php-format'] : []), `msgid ${quoted(text)}`);
    lines.push(...(plural ? [`msgid_plural ${quoted(plural)}`, 'msgstr[0] ""', 'msgstr[1] ""'] : ['msgstr ""']));
    return lines.join('\n');
  });
  return `${HEAD}\n${blocks.join('\n\n')}\n`;
}

function plain(text) {
  return text.replace(/\\(.)/g, '$1');
}

function quoted(text) {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
}

const HEAD = String.raw`# Written by make-pot.mjs: do not edit.
msgid ""
msgstr ""
"Project-Id-Version: Mail Diagnosis\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"X-Domain: ${DOMAIN}\n"
`;

if (argv[1] === fileURLToPath(import.meta.url)) {
  const made = template([...ofPlugin(), ...ofCatalog(JSON.parse(await buffer(stdin)))]);
  if (!argv.includes('--check')) {
    writeFileSync(POT, made);
  } else if (readFileSync(POT, 'utf8') !== made) {
    console.error('mail-diagnosis.pot is not current: run `cargo xtask pot`');
    exit(1);
  }
}
