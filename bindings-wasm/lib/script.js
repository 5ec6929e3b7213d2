const mailmend = {};

/** The module: its letters stand for six bits each, and it is packed with gzip. It is compiled while it is unpacked. */
async function compiled() {
  const unpacked = () => new Response(packed()).body.pipeThrough(new DecompressionStream('gzip'));
  try {
    return await WebAssembly.compileStreaming(new Response(unpacked(), { headers: { 'content-type': 'application/wasm' } }));
  } catch {
    // Not every surrounding can compile what is on its way.
    return WebAssembly.compile(await new Response(unpacked()).arrayBuffer());
  }
}

function packed() {
  if (Uint8Array.fromBase64) {
    return Uint8Array.fromBase64(PACKED);
  }
  const letters = atob(PACKED);
  const bytes = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; place += 1) {
    bytes[place] = letters.charCodeAt(place);
  }
  return bytes;
}

async function started() {
  const module = await compiled();
  const native = engine(() => {
    const { start, call, bounce } = glue();
    return { memory: start({ module }).memory, call, bounce };
  });
  return Object.assign(mailmend, face(native));
}

for (const name of NAMES) {
  mailmend[name] = () => {
    throw Object.assign(new Error('the module is not ready yet: wait for `mailmend.ready`'), { code: 'not-ready' });
  };
}
mailmend.ready = started();
globalThis.mailmend = mailmend;

// Started as a worker of that name, the script answers for itself.
if (typeof WorkerGlobalScope === 'function' && globalThis instanceof WorkerGlobalScope && globalThis.name === 'mailmend') {
  serve(globalThis, mailmend.ready);
}
