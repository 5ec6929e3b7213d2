// Every form of the package has the same types: `tsc --strict` reads this file, nothing runs it.
import type { Report } from 'mailmend-wasm';
import * as bundled from 'mailmend-wasm';
import { driver } from 'mailmend-wasm/doh';
import * as node from 'mailmend-wasm/node';
import type { ready } from 'mailmend-wasm/script';
import init, { MailmendError, explain, initSync } from 'mailmend-wasm/web';
import { mailmendWorker } from 'mailmend-wasm/worker';

await init();
await init(new URL('https://example.org/mailmend.wasm'));
initSync(new Uint8Array());
const report: Report = explain('550', { stack: 'wordpress' });
const code: string = report.findings[0].code;
const worker = mailmendWorker('mailmend.js', { patience: 1_000 });
const later: Promise<Report> = worker.explain('550');
const fixed: string | null = (await worker.spf('v=spf1')).fixed;
worker.end();
const started: Awaited<typeof ready>['explain'] = bundled.explain;
const domain = await driver(node, { server: 'https://dns.example/resolve' }).domain('example.org');
const needs: number = domain.needs.length;
const error = new MailmendError(code, 'bad-request');
// @ts-expect-error: there is no such stack.
explain('550', { stack: 'cobol' });
export { error, fixed, later, needs, started };
