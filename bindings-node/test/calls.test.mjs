// The calls as functions: what they take, and what they refuse.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import mailmend, * as named from '../mailmend.mjs';

const { MailmendError, call, explain } = mailmend;
const UNKNOWN = '550 5.1.1 <a@example.org>: Recipient address rejected: User unknown in local recipient table';

test('CommonJS and ESM have the same functions', () => {
  const { default: whole, ...functions } = named;
  assert.deepEqual({ ...functions }, { ...whole });
  assert.equal(createRequire(import.meta.url)('mailmend'), whole);
});

test('every call answers as the door does', () => {
  const answers = [{ name: 'example.com', type: 'TXT', records: [['v=spf1 -all']] }];
  const cases = [
    [mailmend.address('john@gmial.com', { mode: 'sender' }), { call: 'address', text: 'john@gmial.com', mode: 'sender' }],
    [mailmend.record('v=spf1 mx +all'), { call: 'record', text: 'v=spf1 mx +all' }],
    [mailmend.spf(['v=spf1 mx', ' -all'], { name: 'a.example' }), { call: 'spf', record: ['v=spf1 mx', ' -all'], name: 'a.example' }],
    [mailmend.dkim('v=DKIM1; p='), { call: 'dkim', text: 'v=DKIM1; p=' }],
    [mailmend.dmarc('v=DMARC1; p=none'), { call: 'dmarc', text: 'v=DMARC1; p=none' }],
    [mailmend.mtasts('v=STSv1;'), { call: 'mtasts', text: 'v=STSv1;' }],
    [mailmend.mtastsPolicy('version: STSv1'), { call: 'mtasts-policy', text: 'version: STSv1' }],
    [mailmend.tlsrpt('v=TLSRPTv1'), { call: 'tlsrpt', text: 'v=TLSRPTv1' }],
    [mailmend.bimi('v=BIMI1'), { call: 'bimi', text: 'v=BIMI1' }],
    [mailmend.settings('smtp://a:b@mail.example.org:578'), { call: 'settings', text: 'smtp://a:b@mail.example.org:578' }],
    [mailmend.content({ subject: 'Hi', text: 'Hello' }), { call: 'content', subject: 'Hi', text: 'Hello' }],
    [mailmend.plan({ volume: 100, limits: [{ count: 9, per: 'hour' }] }), { call: 'plan', volume: 100, limits: [{ count: 9, per: 'hour' }] }],
    [mailmend.retry({ text: UNKNOWN, attempt: 1 }), { call: 'retry', text: UNKNOWN, attempt: 1 }],
    [mailmend.suppress([{ code: 'BOX001', at: 0 }]), { call: 'suppress', events: [{ code: 'BOX001', at: 0 }] }],
    [mailmend.health({ delivered: 48, hard: 2 }), { call: 'health', delivered: 48, hard: 2 }],
    [mailmend.domain({ domain: 'example.com', answers }), { call: 'domain', domain: 'example.com', answers }],
    [mailmend.checkHost({ ip: '192.0.2.1', domain: 'example.com', answers }), { call: 'check-host', ip: '192.0.2.1', domain: 'example.com', answers }],
    [mailmend.spfTree({ domain: 'example.com', answers }), { call: 'spf-tree', domain: 'example.com', answers }],
    [mailmend.dmarcPolicy({ domain: 'example.com' }), { call: 'dmarc-policy', domain: 'example.com' }],
    [mailmend.bounce('Subject: Hi\n\nHello'), { call: 'bounce', message: 'Subject: Hi\n\nHello' }],
  ];
  for (const [answer, request] of cases) {
    assert.deepEqual(answer, JSON.parse(call(JSON.stringify(request))), request.call);
    assert.equal(answer.error, undefined, request.call);
  }
});

test('misuse of any call is a typed error', () => {
  const misuses = [
    () => mailmend.address(5),
    () => mailmend.address('a@b.example', { mode: 'x' }),
    () => mailmend.record(null),
    () => mailmend.spf([1]),
    () => mailmend.settings(undefined),
    () => mailmend.settings('x', { form: 'cobol' }),
    () => mailmend.plan(),
    () => mailmend.plan({ volume: 1n }),
    () => mailmend.retry({}),
    () => mailmend.suppress('x'),
    () => mailmend.bounce({}),
    () => mailmend.domain({ domain: 'a.example', colour: 'red' }),
    () => explain({}),
    () => explain(null),
    () => explain(new Error('550'), { stack: 'cobol' }),
    () => explain(new Error('550'), 'php'),
  ];
  for (const misuse of misuses) {
    assert.throws(misuse, (error) => error instanceof MailmendError && error.code === 'bad-request', String(misuse));
  }
});

test('the most telling of all causes is explained', () => {
  const refused = Object.assign(new Error('Message failed'), { response: UNKNOWN, command: 'RCPT TO' });
  const wrapped = new Error('could not send the newsletter', { cause: new AggregateError([new Error('odd'), refused]) });
  assert.equal(explain(wrapped).findings[0].slug, 'mailbox-not-found');
  assert.equal(explain(wrapped).stage, 'rcpt');
  assert.equal(explain({ response: UNKNOWN }).findings[0].slug, 'mailbox-not-found');
  assert.equal(explain(Buffer.from(UNKNOWN)).findings[0].slug, 'mailbox-not-found');
});

test('an odd error is explained all the same', () => {
  const ring = new Error('a');
  ring.cause = new Error('b', { cause: ring });
  const deep = Array.from({ length: 9_999 }).reduce((cause) => new Error('x', { cause }), new Error('y'));
  const hostile = new Error('x');
  Object.defineProperty(hostile, 'cause', { get: () => assert.fail() });
  const revoked = Proxy.revocable(new Error('x'), {});
  revoked.revoke();
  const odd = [ring, deep, hostile, new Error(), new AggregateError([]), new Error('\ud800'), new Error('x'.repeat(5_000_000))];
  for (const error of odd) {
    assert.ok(explain(error).findings.length > 0);
  }
  assert.throws(() => explain(revoked.proxy));
});

test('a bounce that is not UTF-8 is read as it came', () => {
  const head = 'Content-Type: text/plain; charset=iso-8859-1\nSubject: Undelivered Mail Returned to Sender\n\n';
  const report = mailmend.bounce(Buffer.from(`${head}<a@example.org>: 550 5.1.1 bo\xeete inconnue, User unknown`, 'latin1'));
  assert.equal(JSON.stringify(report).includes('\ufffd'), false);
});

test('settings may hold what JSON cannot', () => {
  const options = {
    host: 'mail.example.org', port: 465, secure: false, auth: { user: 'a@example.org', pass: 'hunter2-secret' }, logger: console,
    getSocket() {}, tls: { ca: Buffer.alloc(9), big: 1n, nan: NaN }, date: new Date(0), half: '\ud800', list: [() => {}],
  };
  options.ring = options;
  const report = mailmend.settings(options);
  assert.equal(report.kind, 'settings');
  assert.ok(report.findings.length > 0);
  assert.equal(JSON.stringify(report).includes('hunter2-secret'), false);
});
