// Prints the sizes of the modules, and fails when one is over its budget.
import { readFileSync } from 'node:fs';
import { exit } from 'node:process';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** What a page should have to load at most, in bytes, as a server sends it. */
const BUDGETS = { 'web/mailmend_wasm_bg.wasm': 350 * 1024, 'slim/web/mailmend_wasm_bg.wasm': 150 * 1024 };

let over = false;
for (const [name, budget] of Object.entries(BUDGETS)) {
  const module = readFileSync(new URL(`pkg/${name}`, import.meta.url));
  const gzip = gzipSync(module, { level: 9 }).length;
  const brotli = brotliCompressSync(module, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: module.length },
  }).length;
  console.log(`${name}: raw ${module.length}, gzip ${gzip}, brotli ${brotli} of ${budget} bytes`);
  if (brotli > budget) {
    console.error(`${name} is ${brotli - budget} bytes larger than its budget`);
    over = true;
  }
}
if (over) {
  exit(1);
}
