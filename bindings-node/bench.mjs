// How long a call takes, beside validator.js in the same run: `node bench.mjs`. The ways take turns on the same texts;
// what is shown is the best of all rounds, for whatever else the machine does only ever adds to it.
import { readFileSync } from 'node:fs';

import validator from 'validator';

import { address, call, explain } from './mailmend.mjs';

const ROUNDS = 60;
const CALLS_A_ROUND = 4_000;

/** The texts of the shared cases that are real replies of servers. */
const cases = JSON.parse(readFileSync(new URL('../core/conformance/replies.json', import.meta.url), 'utf8'));
const replies = cases.map(({ request }) => request.text).filter((text) => typeof text === 'string');

const ADDRESSES = [
  'jane.doe@gmail.com',
  'j.smith1984@outlook.com',
  'anna.mueller@web.de',
  'marie@orange.fr',
  'bob@mail.example-company.com',
  'k.tanaka@company.co.jp',
  'newsletter+shop@yahoo.com',
  'accounts@widgets-and-more.com',
];

/** The best time of each way, in nanoseconds a call. */
function race(ways, texts, calls = CALLS_A_ROUND) {
  const best = Object.fromEntries(Object.keys(ways).map((name) => [name, Infinity]));
  const passes = Math.ceil(calls / texts.length);
  let sum = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, work] of Object.entries(ways)) {
      const start = process.hrtime.bigint();
      for (let pass = 0; pass < passes; pass += 1) {
        for (const text of texts) {
          sum += work(text);
        }
      }
      best[name] = Math.min(best[name], Number(process.hrtime.bigint() - start) / (passes * texts.length));
    }
  }
  // The sum is looked at, or else the work might be left out.
  return sum < 0 ? {} : best;
}

function show(title, best, against) {
  console.log(`\n${title}`);
  for (const [name, time] of Object.entries(best)) {
    const ratio = against ? `${(best[against] / time).toFixed(2).padStart(8)} times ${against}` : '';
    console.log(`  ${name.padEnd(28)} ${time.toFixed(0).padStart(6)} ns ${ratio}`);
  }
}

// Each way reads something of the answer, so that nothing can be put off.
const read = (report) => report.findings.length + report.findings[0].retry.length + report.findings[0].fixes[0].text.length;
const explaining = {
  'explain(text)': (text) => read(explain(text)),
  'the JSON door': (text) => read(JSON.parse(call(JSON.stringify({ call: 'explain', text })))),
};
const bytes = replies.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
show(`${replies.length} real replies of ${Math.round(bytes / replies.length)} bytes on average`, race(explaining, replies));
show('"550 5.1.1 user unknown"', race(explaining, ['550 5.1.1 user unknown']));
const each = replies.map((text) => race({ one: explaining['explain(text)'] }, [text], 500).one).sort((one, other) => one - other);
const quick = each.filter((time) => time < 3_000).length;
console.log(`\neach reply by itself: the median takes ${each[each.length >> 1].toFixed(0)} ns, ${quick} of ${each.length} take less than 3000`);

const checking = {
  'address(text)': (text) => {
    const report = address(text);
    return Number(report.valid.form) + report.findings.length;
  },
  'validator.isEmail(text)': (text) => Number(validator.isEmail(text)),
};
show(`${ADDRESSES.length} addresses, all findings`, race(checking, ADDRESSES), 'validator.isEmail(text)');
for (const text of ADDRESSES) {
  show(text, race(checking, [text]), 'validator.isEmail(text)');
}
