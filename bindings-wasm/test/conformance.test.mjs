// The package that `cargo xtask wasm` built, in Node.
import { testBuild } from '../../core/conformance/cases.mjs';
import mailmend from '../pkg/node/mailmend.js';

testBuild(mailmend);
