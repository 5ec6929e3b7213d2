// Asks a peer written for Node the questions that come in on standard input, one a line; `benches/src/peers/program.rs`
// says what they are. Usage: node node.mjs PEER INPUTS.json
//
// Each peer runs in a process of its own, and none of mailmend's code is in it.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';

const [peer, file] = process.argv.slice(2);
const require = createRequire(path.join(process.env.MAILMEND_PEERS ?? '.', 'node', 'from-here.js'));

// DNS that knows one record, and answers every other question with something harmless: nothing leaves this machine.
const dns = (name, record) => async (asked, type) => {
  if (asked.toLowerCase() === name) return type === 'TXT' ? [[record]] : ['192.0.2.1'];
  if (name.startsWith('_dmarc.')) throw Object.assign(new Error('none there'), { code: 'ENOTFOUND' });
  switch (type) {
    case 'TXT': return [['v=spf1 -all']];
    case 'MX': return [{ exchange: 'mail.example.com', priority: 10 }];
    case 'AAAA': return ['2001:db8::1'];
    case 'PTR': return ['mail.example.com'];
    default: return ['192.0.2.1'];
  }
};

const peers = {
  'validator.js': {
    package: 'validator',
    load: () => { const { isEmail } = require('validator').default ?? require('validator'); return (text) => isEmail(text); },
  },
  'ZoneMTA': {
    package: 'zone-mta',
    load: () => { const { check } = require('zone-mta/lib/bounces.js'); return (text) => check(text).category ?? 'none'; },
  },
  'mailauth spf': {
    package: 'mailauth',
    load: () => {
      const { spf } = require('mailauth/lib/spf');
      const about = { sender: 'jane@asked.example.net', ip: '198.51.100.77', helo: 'mail.example.net', strict: true };
      return async (record) => {
        const { status } = await spf({ ...about, resolver: dns('asked.example.net', record) });
        return status.result === 'permerror' || status.result === 'none';
      };
    },
  },
  'mailauth dmarc': {
    package: 'mailauth',
    load: () => {
      const find = require('mailauth/lib/dmarc/get-dmarc-record');
      return async (record) => {
        const found = await find('asked.example.net', dns('_dmarc.asked.example.net', record), { strict: true });
        return !found || !find.getPolicyTags(found);
      };
    },
  },
  'mailauth dkim': {
    package: 'mailauth',
    load: () => {
      const { getPublicKey } = require('mailauth/lib/tools');
      const name = 's1._domainkey.asked.example.net';
      return async (record) => {
        try {
          await getPublicKey('DKIM', name, 1024, dns(name, record), { strict: true });
          return false;
        } catch {
          return true;
        }
      };
    },
  },
};

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

const version = (name) => JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version;

let ask;
try {
  ask = peers[peer].load();
  say({ version: version(peers[peer].package) });
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND') throw error;
  say({ missing: `the npm package ${peers[peer].package} is not installed` });
  process.exit();
}

const inputs = JSON.parse(readFileSync(file, 'utf8'));
// A function that answers at once is not slowed down by waiting for it.
const waits = ask(inputs[0]) instanceof Promise;

for await (const line of createInterface({ input: process.stdin })) {
  const [word, times] = line.split(' ');
  if (word === 'answers') {
    const answers = [];
    for (const input of inputs) answers.push(await ask(input));
    say({ answers });
    continue;
  }
  const start = process.hrtime.bigint();
  for (let pass = 0; pass < Number(times); pass += 1) {
    if (waits) for (const input of inputs) await ask(input);
    else for (const input of inputs) ask(input);
  }
  say({ ns: Number(process.hrtime.bigint() - start) });
}
