// The examples of the README are run, with names that lead off this machine put right.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const require = createRequire(import.meta.url);

/** What is asked of DNS here. */
const asked = [];
const offline = (name) => {
  if (name !== 'mailmend/dns') {
    return require(name);
  }
  const resolve = async (host, type) => {
    asked.push(`${type} ${host}`);
    throw Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' });
  };
  return { domain: (host, options) => require(name).domain(host, { ...options, resolver: { resolve } }) };
};

test('every example of the README runs, and gives what it says', async () => {
  const blocks = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  const code = blocks.join('').replace('smtp.example.org', 'smtp.nowhere.invalid');
  const checks = [];
  const checked = code.replace(/^(\S.*?); +\/\/ (.+)$/gm, 'equal($1, $2);').replace(/^(addressMany|explainMany|transporter\.sendMail|domain\()/gm, 'promised = $1');
  assert.match(checked, /^equal/m);
  const results = [];
  const body = checked.replace(/promised = ([^\n]+);$/gm, 'results.push($1);');
  new Function('require', 'equal', 'results', body)(offline, (one, other) => checks.push([one, other]), results);
  for (const [one, other] of checks) {
    assert.equal(one, other);
  }
  const [slugs, suggestion, title, findings] = await Promise.all(results);
  assert.deepEqual(slugs, ['mailbox-not-found', 'mailbox-full']);
  assert.equal(suggestion, 'jane@gmail.com');
  assert.match(title, /\w/);
  assert.ok(findings.length > 0 && asked.includes('TXT s1._domainkey.example.org'));
});
