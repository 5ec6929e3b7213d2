'use strict';

// What an error tells: the texts in it that a server or a program has said. Nothing here knows mail: an error is taken
// apart by its own properties, and the core decides what the texts mean.

// An error may be part of a ring of causes, and one mail may have thousands of recipients.
const MOST_LINKS = 32;
const MOST_PROPERTIES = 24;
const MOST_CHARACTERS = 1 << 20;

const SURE = { possible: 0, likely: 1, certain: 2 };

/**
 * The most telling part of an error: `{ text, hints, report }`. `explainText` explains one text. At most 32 links of
 * the chain are read, two texts of each.
 */
function mostTelling(error, hints, explainText) {
  let best;
  for (const link of chain(error)) {
    for (const found of tell(link, hints, explainText)) {
      if (best === undefined || weighsMore(found.report, best.report)) {
        best = found;
      }
    }
  }
  return best;
}

/** What one link says: the server's own words first, then the error as Node prints it. */
function tell(link, hints, explainText) {
  const given = { stack: marks(link) ? 'nodemailer' : undefined, ...known(hints) };
  const printed = { text: print(link), hints: given };
  printed.report = explainText(printed.text, given);
  const response = read(link, 'response');
  if (typeof response !== 'string' || response === '') {
    return [printed];
  }
  // The words of a server are the same at every step; the step stands beside them.
  const own = { text: response.slice(0, MOST_CHARACTERS), hints: { stage: printed.report.stage, ...given } };
  own.report = explainText(own.text, own.hints);
  return [own, printed];
}

/**
 * The error and what led to it: `cause`, and the members of an AggregateError. Where every recipient was refused, the
 * error repeats the reply that matters most: one that heals by itself, if there is any. Only an error without a reply
 * is explained by those of its recipients.
 */
function chain(error) {
  const links = [error];
  const seen = new Set(links);
  for (let place = 0; place < links.length; place += 1) {
    const link = links[place];
    const refused = typeof read(link, 'response') === 'string' ? [] : list(read(link, 'rejectedErrors'));
    const further = [read(link, 'cause'), ...list(read(link, 'errors')), ...refused];
    for (const next of further) {
      if (links.length < MOST_LINKS && isError(next) && !seen.has(next)) {
        seen.add(next);
        links.push(next);
      }
    }
  }
  return links;
}

/** The error as `console.log` prints it, without where in the program it was thrown. */
function print(error) {
  if (typeof error === 'string') {
    return error;
  }
  const name = read(error, 'name');
  const message = read(error, 'message');
  const words = [name, message].filter((word) => typeof word === 'string' && word !== '');
  const properties = [];
  for (const key of names(error)) {
    const value = read(error, key);
    const isPlain = typeof value === 'number' || typeof value === 'string';
    if (isPlain && key !== 'name' && key !== 'message' && key !== 'stack' && properties.length < MOST_PROPERTIES) {
      properties.push(`  ${key}: ${quote(value)}`);
    }
  }
  const head = words.length === 0 ? 'Error' : words.join(': ');
  const tail = properties.length === 0 ? '' : ` {\n${properties.join(',\n')}\n}`;
  return head.slice(0, MOST_CHARACTERS) + tail;
}

function quote(value) {
  if (typeof value === 'number') {
    return String(value);
  }
  const inner = JSON.stringify(value.slice(0, MOST_CHARACTERS)).slice(1, -1);
  return `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Whether it is an error, or something thrown in place of one. */
function isError(value) {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return value instanceof Error || typeof read(value, 'message') === 'string' || typeof read(value, 'response') === 'string';
}

/** Whether Nodemailer made the error: it alone tells the command. */
function marks(error) {
  return typeof read(error, 'command') === 'string';
}

/** Hints without the empty ones, which would hide what the error tells. */
function known(hints) {
  return Object.fromEntries(Object.entries(hints ?? {}).filter(([, value]) => value != null));
}

/** Whether a report tells more: it names a cause, or is surer, or comes from a server's own words. */
function weighsMore(report, than) {
  const [mine, other] = [weight(report), weight(than)];
  const place = mine.findIndex((value, index) => value !== other[index]);
  return place >= 0 && mine[place] > other[place];
}

function weight(report) {
  const best = report.findings[0];
  const named = best.class !== null && best.class !== 'unknown';
  return [Number(named), SURE[best.confidence] ?? 0, Number(report.kind === 'smtp-reply')];
}

function list(value) {
  return Array.isArray(value) ? value.slice(0, MOST_LINKS) : [];
}

function names(object) {
  try {
    return Object.keys(object);
  } catch {
    return [];
  }
}

/** A property, where reading it does not throw. */
function read(object, key) {
  try {
    return object?.[key];
  } catch {
    return undefined;
  }
}

module.exports = { isError, mostTelling, read };
