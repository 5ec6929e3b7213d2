// Jobs of the real BullMQ in a real Redis, which is started for the test; without `redis-server` these are skipped.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { test } from 'node:test';

import { Queue, UnrecoverableError, Worker } from 'bullmq';

import { backoffStrategy, limiter, processor } from '../bullmq.js';
import { plan } from '../mailmend.mjs';
import { closedPort } from './servers.mjs';

const skip = spawnSync('redis-server', ['--version']).error ? 'there is no redis-server' : false;

const refusal = (response) => Object.assign(new Error('Message failed'), { response, responseCode: Number.parseInt(response, 10), command: 'RCPT TO' });
const UNKNOWN = refusal('550 5.1.1 <a@example.org>: Recipient address rejected: User unknown');
const GREYLISTED = refusal('450 4.2.0 <a@example.org>: Recipient address rejected: Greylisted, try again in 300 seconds');
const LOGIN = refusal('535 5.7.8 Error: authentication failed');

test('waits as long as the server asks, and not for what is final', () => {
  const strategy = backoffStrategy({ random: () => 0, now: () => 10_000 });
  const job = { timestamp: 10_000 };
  assert.ok(strategy(1, 'custom', GREYLISTED, job) >= 300_000);
  assert.equal(strategy(1, 'custom', UNKNOWN, job), -1);
  assert.equal(strategy(1, 'custom', LOGIN, job), -1);
  assert.equal(backoffStrategy({ now: () => 900_000_000 })(1, 'custom', GREYLISTED, { timestamp: 1 }), -1);
  assert.equal(backoffStrategy({ giveUp: 5, now: () => 20_000 })(1, 'custom', GREYLISTED, job), -1);
});

test('a job that nothing can help fails at once', async () => {
  const job = { timestamp: Date.now(), attemptsMade: 0 };
  const run = (error) => processor(async () => Promise.reject(error))(job);
  await assert.rejects(run(UNKNOWN), (error) => {
    assert.ok(error instanceof UnrecoverableError);
    assert.equal(error.cause, UNKNOWN);
    assert.equal(error.diagnosis.findings[0].recipient, 'suppress');
    return /^RCPT\d+ /.test(error.message);
  });
  await assert.rejects(run(GREYLISTED), (error) => error === GREYLISTED);
  const own = new UnrecoverableError('mine');
  await assert.rejects(run(own), (error) => error === own);
  await assert.rejects(run('550 5.1.1 User unknown'), UnrecoverableError);
  assert.equal(await processor(async () => 5)(job), 5);
});

test('the limiter keeps the pace of the plan', () => {
  const request = { volume: 40_000, limits: [{ count: 200, per: 'hour' }] };
  const { max, duration } = limiter(request);
  assert.deepEqual(limiter(plan(request)), { max, duration });
  assert.ok((max * 3_600_000) / duration <= 200);
  assert.throws(() => limiter({ volume: 10 }), { name: 'MailmendError' });
});

test('in Redis: greylisted is delayed, unknown fails, the rest completes', { skip }, async (t) => {
  const port = await closedPort();
  const redis = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  const connection = { host: '127.0.0.1', port };
  const open = [];
  t.after(async () => {
    await Promise.allSettled(open.map((one) => one.close()));
    redis.kill();
    await once(redis, 'exit');
  });
  await listening(port);

  const failures = { unknown: UNKNOWN, greylisted: GREYLISTED };
  const send = processor(async (job) => {
    if (failures[job.name]) {
      throw failures[job.name];
    }
    return 'sent';
  });
  const settings = { backoffStrategy: backoffStrategy() };
  const queue = new Queue('mail', { connection });
  const worker = new Worker('mail', send, { connection, settings, limiter: limiter({ volume: 9, limits: [{ count: 99, per: 'second' }] }) });
  open.push(worker, queue);
  let ended = 0;
  const done = new Promise((resolve) => {
    const count = () => (ended += 1) === 3 && resolve();
    worker.on('completed', count).on('failed', count);
  });
  const options = { attempts: 5, backoff: { type: 'custom' } };
  const [unknown, greylisted, sent] = await Promise.all(['unknown', 'greylisted', 'sent'].map((name) => queue.add(name, {}, options)));
  await done;
  assert.equal(await unknown.getState(), 'failed');
  assert.equal((await queue.getJob(unknown.id)).attemptsMade, 1);
  assert.equal(await greylisted.getState(), 'delayed');
  assert.ok((await queue.getJob(greylisted.id)).delay >= 300_000);
  assert.equal(await sent.getState(), 'completed');
});

async function listening(port) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await setTimeout(50);
    } finally {
      socket.destroy();
    }
  }
  assert.fail('redis-server does not answer');
}
