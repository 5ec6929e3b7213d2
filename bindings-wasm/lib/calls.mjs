// Writes the functions with names as one JavaScript function: `face(native)`. They are those of the Node package, from
// its own files, so that the two cannot differ; a file that needs anything of Node's is refused.
import { readFileSync } from 'node:fs';

const NODE = new URL('../../bindings-node/', import.meta.url);
const FILES = ['lib/errors.js', 'lib/plain.js', 'mailmend.js'];

/** The source of `face`: takes `{ call, bounce }`, gives an object with a function for each call. */
export function face() {
  const files = FILES.map((file) => {
    const source = readFileSync(new URL(file, NODE), 'utf8').replace(/^'use strict';\n/, '');
    for (const [, wanted] of source.matchAll(/require\('([^']+)'\)/g)) {
      if (!isNative(wanted) && !FILES.includes(wanted.replace(/^\.\//, ''))) {
        throw new Error(`${file} needs ${wanted}: a browser has no such thing`);
      }
    }
    return `${JSON.stringify(`./${file}`)}: function (module, require) {\n${source}}`;
  });
  return `function face(native) {
  'use strict';
  const files = {\n${files.join(',\n')}};
  const found = {};
  function require(name) {
    if (!(name in files)) {
      return native;
    }
    if (!found[name]) {
      found[name] = { exports: {} };
      files[name](found[name], require);
    }
    return found[name].exports;
  }
  return require('./mailmend.js');
}
`;
}

/** What the Node package calls its machine code. */
function isNative(name) {
  return /(\.node|native\.js)$/.test(name);
}

/** The names that `face` gives, in order. */
export function names(face) {
  return Object.keys(new Function(`${face}return face({});`)()).sort();
}
