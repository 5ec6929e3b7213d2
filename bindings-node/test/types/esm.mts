// Compiled, never run: what a user of the types writes.
import { Worker } from 'bullmq';
import type { Job } from 'bullmq';
import mailmend, { MailmendError, address, addressMany, bounce, explain, explainMany, explainRecipients, retry, settings, spf } from 'mailmend';
import type { Finding, Report } from 'mailmend';
import { backoffStrategy, limiter, processor } from 'mailmend/bullmq';
import { domain } from 'mailmend/dns';
import { createTransport, diagnose } from 'mailmend/nodemailer';
import type { DiagnosedError } from 'mailmend/nodemailer';
import nodemailer from 'nodemailer';
import type { Transporter } from 'nodemailer';

const report: Report = explain('550 5.1.1 User unknown', { stack: 'nodemailer' });
const best: Finding = report.findings[0];
const after: number | undefined = best.after;
explain(new Error('x'));
explain(Buffer.from('x'));
// @ts-expect-error a number is no text
explain(5);
// @ts-expect-error there is no such stack
explain('x', { stack: 'cobol' });

const suggestion: string | null = address('a@gmial.com', { mode: 'sender' }).suggestion;
const fixed: string | null = spf(['v=spf1', ' -all'], { name: 'example.com' }).fixed;
const reports: { [recipient: string]: Report } = explainRecipients(new Error('x'));
bounce(new Uint8Array()).findings.map((finding) => finding.recipient);
settings({ host: 'mail.example.org', port: 465 });
retry({ error: new Error('x'), attempt: 1 });
mailmend.explain('x');
const many: Report[] = await explainMany(['x', 'y']);
const suggestions: (string | null)[] = (await addressMany(Buffer.from('a@gmial.com'))).map((one) => one.suggestion);
// @ts-expect-error one text is no list
explainMany('x');

const transporter = createTransport({ host: 'mail.example.org' }, {}, { settings: 'throw', hints: { host: 'gmail' } });
const same: Transporter = diagnose(nodemailer.createTransport({ host: 'mail.example.org' }));
try {
  await transporter.sendMail({});
} catch (error) {
  const { diagnosis } = error as DiagnosedError;
  const code: string | false = error instanceof MailmendError && error.code;
  console.log(diagnosis.findings[0].title, code);
}

new Worker('mail', processor(async (job: Job) => job.id), {
  connection: { host: '127.0.0.1' },
  limiter: limiter({ volume: 5, provider: 'gmail' }),
  settings: { backoffStrategy: backoffStrategy({ giveUp: 3600 }) },
});
const checked = await domain('example.com', { selectors: ['s1'] });
console.log(many, suggestions, after, suggestion, fixed, reports, same, checked.verdict[0]?.rules);
