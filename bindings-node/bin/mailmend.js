#!/usr/bin/env node
'use strict';

// The command, as `npx mailmend` runs it: the same program as in Rust.

const { command } = require('../lib/native.js');

/** What the command itself gives when it was misused. */
const MISUSE = 2;

if (command) {
  process.exitCode = command(['mailmend', ...process.argv.slice(2)]);
} else {
  process.stderr.write('mailmend: the command needs the machine code of mailmend, and here is only the WebAssembly\n');
  process.exitCode = MISUSE;
}
