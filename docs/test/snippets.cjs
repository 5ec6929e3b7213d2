// Runs the JavaScript of the site's pages: the calls must answer as the pages say, the guides must run to their end.
'use strict';

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const snippets = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// As a program would that has the package and what goes with it installed.
const find = createRequire(join(__dirname, '../../bindings-node/package.json'));
const Async = (async () => {}).constructor;

async function main() {
  process.chdir(join(__dirname, '../guides/files'));
  let count = 0;
  for (const { call, guide, node, answer } of snippets) {
    if (!node) continue;
    try {
      const report = await new Async('require', `${node}\n${call ? 'return report;' : ''}`)(find);
      if (call) assert.deepEqual(JSON.parse(JSON.stringify(report)), answer);
    } catch (problem) {
      throw new Error(`${call ?? `guides/${guide}`}: ${problem.message}`, { cause: problem });
    }
    count += 1;
  }
  assert.ok(count > 15, `only ${count} pieces of JavaScript were found`);
  console.log(`${count} pieces of JavaScript run as the pages say`);
}

main().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
