'use strict';

// Options for `createTransport` hold more than JSON can say: functions, streams, certificates, rings.

const DEEPEST = 8;
const MOST_MEMBERS = 2_000;

/** A copy of `value` that JSON can say. What it cannot is left out; at most 2,000 members, eight levels deep. */
function plain(value) {
  let left = MOST_MEMBERS;
  const copy = (value, depth) => {
    left -= 1;
    if (typeof value === 'string') {
      return value.toWellFormed();
    }
    if (typeof value === 'boolean' || value === null || (typeof value === 'number' && Number.isFinite(value))) {
      return value;
    }
    if (typeof value !== 'object' || depth === 0 || left < 0 || ArrayBuffer.isView(value)) {
      return undefined;
    }
    if (Array.isArray(value)) {
      return value.slice(0, Math.max(0, left)).map((member) => copy(member, depth - 1) ?? null);
    }
    const object = {};
    for (const key of Object.keys(value)) {
      if (left < 0) {
        break;
      }
      const member = copy(value[key], depth - 1);
      if (member !== undefined) {
        // Not by assignment: that would set the prototype where the key is `__proto__`.
        Object.defineProperty(object, key.toWellFormed(), { value: member, enumerable: true });
      }
    }
    return object;
  };
  return copy(value, DEEPEST);
}

module.exports = { plain };
