'use strict';

// The core: machine code where there is some for this machine, else WebAssembly. Either has the JSON door; the machine
// code has quicker ways for what is asked a million times, and answers many texts on Node's thread pool.

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const { checked, explained, unpacker } = require('./packed.js');

/** Set to have the WebAssembly everywhere: for trying it, and where machine code may not be loaded. */
const FORCE_WASM = 'MAILMEND_FORCE_WASM';

/** Those of `optionalDependencies` in `package.json`: a test compares them. */
const PLATFORMS = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64-gnu',
  'linux-arm64-musl',
  'linux-x64-gnu',
  'linux-x64-musl',
  'win32-arm64-msvc',
  'win32-x64-msvc',
];

/**
 * More than these are done by two threads of the pool. Node has four, which files and look-ups of names wait for, too: half
 * of them is enough.
 */
const MOST_ALONE = 512;
const MOST_BYTES_ALONE = 1 << 16;

const LINE_FEED = 10;

const FOLDER = join(__dirname, '..');

function load() {
  const problems = [];
  if (!process.env[FORCE_WASM]) {
    for (const candidate of candidates()) {
      try {
        return { ...quick(candidate()), isWasm: false };
      } catch (error) {
        problems.push(error);
      }
    }
  }
  try {
    return { ...require('../wasm/mailmend_wasm.js'), isWasm: true };
  } catch (error) {
    problems.push(error);
  }
  throw new AggregateError(problems, `mailmend has no build for ${platform() ?? process.platform}, and its WebAssembly cannot be loaded`);
}

/** Where machine code may be, the nearest first: built here, or the package of this platform. */
function candidates() {
  const name = platform();
  if (name === undefined) {
    return [];
  }
  const file = join(FOLDER, `mailmend.${name}.node`);
  return existsSync(file) ? [() => require(file)] : [() => require(`mailmend-${name}`)];
}

/** The name of this platform, as napi-rs spells it; none where nothing is built for it. */
function platform() {
  const { arch, platform } = process;
  const libc = platform === 'linux' ? (isMusl() ? '-musl' : '-gnu') : platform === 'win32' ? '-msvc' : '';
  const name = `${platform}-${arch}${libc}`;
  return PLATFORMS.includes(name) ? name : undefined;
}

/** Whether this is a Linux without the GNU C library, such as Alpine. */
function isMusl() {
  try {
    return readFileSync('/usr/bin/ldd', 'latin1').includes('musl');
  } catch {
    return !process.report?.getReport?.().header?.glibcVersionRuntime;
  }
}

/** The functions of the addon, its packed reports opened. */
function quick({ address, bounce, call, command, explain, many, manyLines }) {
  const ask = (name) => (text) => JSON.parse(call(JSON.stringify({ call: name, text: text.toWellFormed() })));
  const open = {
    explain: unpacker(explained, ask('explain')),
    address: unpacker(checked, ask('address')),
  };
  const openAll = (name, reports, textOf) => {
    // Not by `map`: what was packed can be given up as soon as it is opened.
    for (let place = 0; place < reports.length; place += 1) {
      reports[place] = open[name](reports[place], () => textOf(place));
    }
    return reports;
  };
  return {
    address: (text) => open.address(address(text), () => text),
    bounce,
    call,
    command,
    explain: (text) => open.explain(explain(text), () => text),
    many: async (name, texts) => {
      const cut = texts.length < MOST_ALONE ? texts.length : Math.ceil(texts.length / 2);
      const parts = [texts.slice(0, cut), texts.slice(cut)].filter((part) => part.length > 0);
      const packed = await Promise.all(parts.map((part) => many(name, part)));
      return openAll(name, packed.flat(), (place) => texts[place]);
    },
    manyLines: async (name, bytes) => {
      // A copy: while the thread pool works, the owner may write into the buffer.
      const own = Uint8Array.from(bytes);
      const middle = own.length < MOST_BYTES_ALONE ? -1 : own.indexOf(LINE_FEED, own.length / 2);
      const parts = middle < 0 ? [own] : [own.subarray(0, middle + 1), own.subarray(middle + 1)];
      const packed = await Promise.all(parts.map((part) => manyLines(name, part)));
      let lines;
      return openAll(name, packed.flat(), (place) => (lines ??= linesOf(own))[place]);
    },
  };
}

/** The lines as the addon parts them. */
function linesOf(bytes) {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split(/\r?\n/);
}

module.exports = load();
