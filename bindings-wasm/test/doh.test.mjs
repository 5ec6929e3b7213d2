// The driver for DNS over HTTPS, against a server of our own that speaks as Cloudflare and Google do.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { driver } from '../pkg/web/doh.js';
import mailmend from '../pkg/node/mailmend.js';

const ZONE = {
  'example.org TXT': ['"v=spf1 include:_spf.example.net " "-all"', '"caf\\195\\169 \\"x\\""'],
  'example.org MX': ['10 mx.example.org.'],
  'mx.example.org A': ['192.0.2.1'],
  // Not in quotes, as Google writes it.
  '_spf.example.net TXT': ['v=spf1 ip4:192.0.2.0/24 -all'],
  '_dmarc.example.org TXT': ['"v=DMARC1; p=reject"'],
};
const NUMBERS = { A: 1, CNAME: 5, MX: 15, TXT: 16, AAAA: 28 };

async function withServer(work, answer) {
  const asked = [];
  const server = createServer((request, response) => {
    const query = new URL(request.url, 'http://localhost').searchParams;
    const [name, type] = [query.get('name'), query.get('type')];
    asked.push(`${name} ${type}`);
    const records = ZONE[`${name} ${type}`];
    const exists = Object.keys(ZONE).some((key) => key.startsWith(`${name} `));
    const message = { Status: exists ? 0 : 3, Answer: records?.map((data) => ({ name, type: NUMBERS[type], TTL: 60, data })) };
    response.end(answer ? answer(name, type) : JSON.stringify(message));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${server.address().port}/dns-query`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a domain is looked up to the end', () => withServer(async (server, asked) => {
  const report = await driver(mailmend, { server }).domain('example.org');
  const mta = report.needs.every(({ type }) => type === 'MTA-STS-POLICY');
  assert.ok(mta, JSON.stringify(report.needs));
  assert.equal(new Set(asked).size, asked.length, 'a name was looked up twice');
  assert.ok(asked.includes('_spf.example.net TXT'));
  assert.ok(report.records.some(({ name }) => name === '_dmarc.example.org'), JSON.stringify(report.records));
}));

test('SPF is evaluated as a receiver would', () => withServer(async (server) => {
  const dns = driver(mailmend, { server });
  const from = (ip) => dns.checkHost({ ip, sender: 'jane@example.org', helo: 'mail.example.org' });
  assert.equal((await from('192.0.2.9')).result.verdict, 'pass');
  assert.equal((await from('203.0.113.9')).result.verdict, 'fail');
}));

test('a server that fails is not taken for a missing record', () => withServer(async (server) => {
  const report = await driver(mailmend, { server }).checkHost({ ip: '192.0.2.9', sender: 'jane@example.org', helo: 'x.example' });
  assert.equal(report.result.verdict, 'temperror');
}, () => 'no JSON'));

test('nothing is asked until a server is named', () => {
  assert.throws(() => driver(mailmend), TypeError);
});
