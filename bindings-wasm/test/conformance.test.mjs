// The module that `cargo xtask wasm` built.
import { testBuild } from '../../core/conformance/cases.mjs';
import mailmend from '../pkg/node/mailmend_wasm.js';

testBuild(mailmend);
