// The driver against a resolver that answers as node:dns does.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkHost, dmarcPolicy, domain, spfTree } from '../dns.js';

const ZONE = {
  'TXT example.com': [['v=spf1 include:_spf.example.net', ' mx -all']],
  'TXT _spf.example.net': [['v=spf1 ip4:192.0.2.0/24 -all']],
  'TXT _dmarc.example.com': [['v=DMARC1; p=reject; rua=mailto:d@example.com']],
  'MX example.com': [{ priority: 10, exchange: 'mx.example.com' }],
  'A mx.example.com': ['198.51.100.7'],
};

/** Resolves from the zone; counts what it was asked. */
function resolverOf(zone, code = 'ENOTFOUND') {
  const asked = [];
  const resolve = async (name, type) => {
    asked.push(`${type} ${name}`);
    const records = zone[`${type} ${name}`];
    if (!records) {
      throw Object.assign(new Error(code), { code });
    }
    return records;
  };
  return { asked, resolve };
}

test('SPF is followed to its end', async () => {
  const resolver = resolverOf(ZONE);
  const check = (ip) => checkHost({ ip, domain: 'example.com', sender: 'a@example.com' }, { resolver });
  assert.equal((await check('192.0.2.9')).result.verdict, 'pass');
  assert.equal((await check('198.51.100.7')).result.verdict, 'pass');
  assert.equal((await check('203.0.113.1')).result.verdict, 'fail');
  assert.deepEqual((await spfTree('example.com', { resolver })).needs, []);
});

test('no answer is not the answer no', async () => {
  const check = (code) => checkHost({ ip: '192.0.2.9', domain: 'example.com' }, { resolver: resolverOf({}, code) });
  assert.equal((await check('ENOTFOUND')).result.verdict, 'none');
  assert.equal((await check('ENODATA')).result.verdict, 'none');
  assert.equal((await check('ETIMEOUT')).result.verdict, 'temperror');
  assert.equal((await check('EREFUSED')).result.verdict, 'temperror');
});

test('a domain is checked without asking anything twice', async () => {
  const resolver = resolverOf(ZONE);
  const report = await domain('example.com', { resolver });
  assert.equal(report.domain, 'example.com');
  assert.equal(report.spf.complete, true);
  assert.equal(report.dmarc.policy, 'reject');
  assert.deepEqual(report.needs.filter(({ type }) => type !== 'MTA-STS-POLICY' && type !== 'SPF'), []);
  assert.equal(new Set(resolver.asked).size, resolver.asked.length);
  assert.deepEqual((await dmarcPolicy('example.com', { resolver })).needs, []);
});

test('a wrong request is a typed error here, too', async () => {
  await assert.rejects(checkHost({ ip: 'x', domain: 'example.com' }, { resolver: resolverOf({}) }), { name: 'MailmendError', code: 'bad-request' });
});
