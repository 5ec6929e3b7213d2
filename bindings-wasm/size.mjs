// Prints the sizes of the modules it is given, and fails when one is over the budget.
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { argv, exit } from 'node:process';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** What a page should have to load at most, in bytes: 250 KB, as a server sends it. */
const BUDGET = 256_000;

let over = false;
for (const file of argv.slice(2)) {
  const module = readFileSync(file);
  const gzip = gzipSync(module, { level: 9 }).length;
  const brotli = brotliCompressSync(module, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: module.length },
  }).length;
  const name = `${basename(dirname(file))}/${basename(file)}`;
  console.log(`${name}: raw ${module.length}, gzip ${gzip}, brotli ${brotli} of ${BUDGET} bytes`);
  over ||= brotli > BUDGET;
}
if (over) {
  console.error(`the module is larger than ${BUDGET} bytes`);
  exit(1);
}
