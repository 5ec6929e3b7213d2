'use strict';

const { MailmendError, explain, plan, retry } = require('./mailmend.js');

/** What BullMQ takes for: not again. */
const NOT_AGAIN = -1;

function backoffStrategy({ hints, giveUp, now = Date.now, random = Math.random } = {}) {
  return (attemptsMade, type, error, job) => {
    const answer = ask(error, hints, giveUp, attemptsMade, ageOf(job, now), random());
    return answer.answer === 'wait' ? answer.seconds * 1000 : NOT_AGAIN;
  };
}

function processor(work, { hints, giveUp, now = Date.now } = {}) {
  return async (job, ...rest) => {
    try {
      return await work(job, ...rest);
    } catch (error) {
      throw judged(error, hints, giveUp, job, now);
    }
  };
}

/** The error itself where another try may help, else one that BullMQ does not try again. */
function judged(error, hints, giveUp, job, now) {
  if (error?.name === 'UnrecoverableError') {
    return error;
  }
  const answer = ask(error, hints, giveUp, (job?.attemptsMade ?? 0) + 1, ageOf(job, now), 0);
  if (answer.answer === 'wait') {
    return error;
  }
  // Loaded here: the strategy and the limiter need no bullmq.
  const { UnrecoverableError } = require('bullmq');
  const stop = new UnrecoverableError(`${answer.code} ${answer.slug}: ${answer.why}`);
  stop.cause = error;
  Object.defineProperty(stop, 'diagnosis', { value: error?.diagnosis ?? explain(thrown(error), hints), configurable: true });
  return stop;
}

function ask(error, hints, giveUp, attempt, age, jitter) {
  const request = { error: thrown(error), attempt: Math.max(1, attempt), age, jitter, host: hints?.host };
  if (giveUp !== undefined) {
    request['give-up'] = giveUp;
  }
  return retry(request);
}

/** JavaScript throws anything; what is no error is explained by its text. */
function thrown(error) {
  return typeof error === 'object' && error !== null ? error : String(error);
}

/** The seconds since the mail was put into the queue. */
function ageOf(job, now) {
  const age = (now() - job?.timestamp) / 1000;
  return age > 0 ? Math.floor(age) : 0;
}

function limiter(request) {
  const { pace, findings } = request?.kind === 'plan' ? request : plan(request);
  if (!pace) {
    throw new MailmendError(findings[0]?.title ?? 'there is no pace in this plan', findings[0]?.code ?? 'bad-request');
  }
  return { max: pace.count, duration: pace.every * 1000 };
}

exports.backoffStrategy = backoffStrategy;
exports.limiter = limiter;
exports.processor = processor;
