// Prints the sizes of the modules, and fails when one is above its ceiling.
import { readFileSync } from 'node:fs';
import { exit } from 'node:process';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/**
 * What a page should have to load, in bytes, as a server sends it; and what no module may exceed until it is that small.
 * A build that becomes smaller takes its ceiling down with it.
 */
const BUDGETS = {
  'web/mailmend_wasm_bg.wasm': { goal: 350 * 1024, ceiling: 760_000 },
  'slim/web/mailmend_wasm_bg.wasm': { goal: 150 * 1024, ceiling: 150 * 1024 },
};

let over = false;
for (const [name, { goal, ceiling }] of Object.entries(BUDGETS)) {
  const module = readFileSync(new URL(`pkg/${name}`, import.meta.url));
  const gzip = gzipSync(module, { level: 9 }).length;
  const brotli = brotliCompressSync(module, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: module.length },
  }).length;
  console.log(`${name}: raw ${module.length}, gzip ${gzip}, brotli ${brotli} bytes; goal ${goal}, ceiling ${ceiling}`);
  if (brotli > ceiling) {
    console.error(`${name} is ${brotli - ceiling} bytes above its ceiling`);
    over = true;
  }
}
if (over) {
  exit(1);
}
