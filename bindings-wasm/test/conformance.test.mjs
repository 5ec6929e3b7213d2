// The module that `cargo xtask wasm` built.
import { testBuild } from '../../core/conformance/cases.mjs';
import mailmend from '../pkg/node/mailmend_wasm.js';

// What the module has no calls for yet.
testBuild(mailmend, {
  without: ['address', 'content', 'dmarc', 'domain', 'records', 'sending', 'settings', 'spf'].map((file) => `${file}.json`),
});
