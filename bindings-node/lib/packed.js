'use strict';

// Reports as the native module packs them: `core/src/wire/packed.rs` describes the form. What is the same in many
// reports is asked for once, as JSON, and kept under its key; the rest is read from the packed text.

// Keys are made of causes, providers and stages: real mail has some hundreds. Whoever sends us more gets an empty table.
const MOST_SHAPES = 4_096;

/**
 * A function that makes a report of a packed one. `build` puts it together from its shape; `whole` gives the whole report
 * on a text, for the shape of a kind of report that was not seen before. `textOf` gives the text it is about.
 */
function unpacker(build, whole) {
  const shapes = new Map();
  return (packed, textOf) => {
    // A report that could not be packed is JSON. No key starts so.
    if (packed.charCodeAt(0) === 0x7b) {
      return JSON.parse(packed);
    }
    const end = packed.indexOf('\n');
    const key = packed.slice(0, end);
    let shape = shapes.get(key);
    if (shape === undefined) {
      if (shapes.size >= MOST_SHAPES) {
        shapes.clear();
      }
      shape = shapeOf(whole(textOf()));
      shapes.set(key, shape);
    }
    begin(packed, end + 1);
    return build(shape);
  };
}

function explained(shape) {
  const findings = found(shape.findings);
  return { schema: shape.schema, kind: shape.kind, provider: shape.provider, stage: shape.stage, findings, needs: shape.needs.slice() };
}

function checked(shape) {
  const { valid, flags } = shape;
  const normal = maybe();
  const local = maybe();
  const domain = maybe();
  const ascii = maybe();
  const suggestion = maybe();
  const tag = maybe();
  const canonical = maybe();
  return {
    schema: shape.schema,
    kind: shape.kind,
    valid: { smtp: valid.smtp, eai: valid.eai, header: valid.header, form: valid.form },
    normal,
    local,
    domain,
    ascii,
    suggestion,
    flags: { role: flags.role, free: flags.free, disposable: flags.disposable, tag, canonical },
    findings: found(shape.findings),
  };
}

/** A report without what differs, and with what is told to all readers alike frozen. */
function shapeOf(report) {
  for (const finding of report.findings) {
    finding.keys = Object.keys(finding.facts);
    for (const fix of finding.fixes) {
      Object.freeze(fix.commands);
      Object.freeze(fix);
    }
    Object.freeze(finding.fixes);
  }
  return report;
}

function found(shapes) {
  // An array that is written down takes just the room it needs: one that grows takes more, and time.
  if (shapes.length === 1) {
    return [finding(shapes[0])];
  }
  const findings = [];
  for (let place = 0; place < shapes.length; place += 1) {
    findings.push(finding(shapes[place]));
  }
  return findings;
}

function finding(shape) {
  // In the order of the JSON, which has `after` where there is one, and nothing where there is none.
  if (shape.after !== undefined) {
    const after = number();
    return {
      code: shape.code, slug: shape.slug, class: shape.class, area: shape.area, severity: shape.severity,
      confidence: shape.confidence, title: shape.title, why: shape.why, owner: shape.owner, retry: shape.retry, after,
      recipient: shape.recipient, evidence: evidence(), fixes: shape.fixes, facts: facts(shape.keys),
    };
  }
  return {
    code: shape.code, slug: shape.slug, class: shape.class, area: shape.area, severity: shape.severity,
    confidence: shape.confidence, title: shape.title, why: shape.why, owner: shape.owner, retry: shape.retry,
    recipient: shape.recipient, evidence: evidence(), fixes: shape.fixes, facts: facts(shape.keys),
  };
}

function evidence() {
  let left = number();
  if (left === 1) {
    return [{ text: text(), start: number(), end: number() }];
  }
  const all = [];
  for (; left > 0; left -= 1) {
    all.push({ text: text(), start: number(), end: number() });
  }
  return all;
}

function facts(keys) {
  const all = {};
  for (let place = 0; place < keys.length; place += 1) {
    all[keys[place]] = text();
  }
  return all;
}

// What is being read, and how far. Nothing waits while a report is built, so one place is enough.
let packed = '';
let at = 0;

function begin(text, start) {
  packed = text;
  at = start;
}

function maybe() {
  at += 1;
  return packed.charCodeAt(at - 1) === 0x2b ? text() : null;
}

function text() {
  const length = number();
  at += length;
  return packed.slice(at - length, at);
}

function number() {
  let value = 0;
  for (let shift = 0; ; shift += 5) {
    const letter = packed.charCodeAt(at);
    at += 1;
    value |= (letter & 0x1f) << shift;
    if (letter < 0x60) {
      return value;
    }
  }
}

module.exports = { checked, explained, unpacker };
