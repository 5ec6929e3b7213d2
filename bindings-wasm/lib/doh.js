// Looks up what the core wants to know, over HTTPS (RFC 8484's JSON form, as Cloudflare and Google speak it). A page has
// to ask for it: nothing else in this package sends anything anywhere.

// A round may ask for what the round before has found: an SPF record leads to others, ten at most.
const MOST_ROUNDS = 32;
const MOST_LOOKUPS = 512;
const AT_ONCE = 8;
const PATIENCE = 8_000;
const LONGEST_ANSWER = 1 << 20;

/** The numbers of the record types (IANA, DNS parameters). */
const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SPF: 99, TLSA: 52, CAA: 257 };

/**
 * The calls that need DNS, on any form of the package: `driver(mailmend, { server })`. `server` is the address of a DNS
 * server that speaks JSON, such as `https://cloudflare-dns.com/dns-query`: there is none until you name one.
 */
export function driver(mailmend, { server, fetch = globalThis.fetch.bind(globalThis), patience = PATIENCE } = {}) {
  const url = new URL(server);
  const ways = { url, fetch, patience };
  const drive = (call) => (request, options) => run(mailmend[call], { ...request, ...options }, ways);
  return {
    checkHost: drive('checkHost'),
    dmarcPolicy: (name, options) => drive('dmarcPolicy')({ domain: name }, options),
    domain: (name, options) => drive('domain')({ domain: name }, options),
    spfTree: (name, options) => drive('spfTree')({ domain: name }, options),
  };
}

/** Asks the core, looks up what it still needs, and asks again: at most 32 rounds and 512 look-ups. */
async function run(call, request, ways) {
  const answers = [...(request.answers ?? [])];
  const asked = new Set();
  for (let round = 0; ; round += 1) {
    const report = await call({ ...request, answers });
    const needs = report.needs.filter(({ name, type }) => !asked.has(`${type} ${name}`));
    if (needs.length === 0 || round === MOST_ROUNDS || asked.size + needs.length > MOST_LOOKUPS) {
      return report;
    }
    for (let start = 0; start < needs.length; start += AT_ONCE) {
      const together = needs.slice(start, start + AT_ONCE);
      answers.push(...(await Promise.all(together.map((need) => lookUp(need, ways)))).flat());
    }
    needs.forEach(({ name, type }) => asked.add(`${type} ${name}`));
  }
}

/** One answer as the core takes it; none where DNS cannot give it, as for the policy file of MTA-STS. */
async function lookUp({ name, type }, { url, fetch, patience }) {
  const number = TYPES[type];
  if (number === undefined) {
    return [];
  }
  const question = new URL(url);
  question.searchParams.set('name', name);
  question.searchParams.set('type', type);
  try {
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(question, { headers: { accept: 'application/dns-json' }, credentials: 'omit', referrerPolicy: 'no-referrer', signal });
    const text = await response.text();
    if (!response.ok || text.length > LONGEST_ANSWER) {
      return [{ name, type, status: 'servfail' }];
    }
    return [read(JSON.parse(text), { name, type, number })];
  } catch (error) {
    return [{ name, type, status: error.name === 'TimeoutError' ? 'timeout' : 'servfail' }];
  }
}

/** What one message of DNS says. `Status` is the response code of RFC 1035 section 4.1.1. */
function read({ Status: status, Answer: found }, { name, type, number }) {
  if (status === 3) {
    return { name, type, status: 'nxdomain' };
  }
  if (status !== 0) {
    return { name, type, status: 'servfail' };
  }
  const records = (Array.isArray(found) ? found : [])
    .filter((record) => record.type === number && typeof record.data === 'string')
    .map(({ data }) => value(data, type));
  return records.length === 0 ? { name, type, status: 'nodata' } : { name, type, records };
}

function value(data, type) {
  if (type === 'TXT' || type === 'SPF') {
    return strings(data);
  }
  if (type === 'MX') {
    const [preference, exchange = ''] = data.split(/\s+/);
    return [Number(preference), exchange];
  }
  return data;
}

/** The strings of a TXT record. Some servers write them as a zone file does, in quotes; others join them. */
function strings(data) {
  if (!data.startsWith('"')) {
    return [data];
  }
  const quoted = [...data.matchAll(/"((?:[^"\\]|\\[^])*)"/g)];
  return quoted.map(([, text]) => text.replace(/((?:\\\d{3})+)|\\([^])/g, (_, bytes, letter) => (bytes ? decoded(bytes) : letter)));
}

/** Bytes as a zone file writes them, `\195\188` (RFC 1035 section 5.1). */
function decoded(bytes) {
  return new TextDecoder().decode(Uint8Array.from(bytes.match(/\d{3}/g), Number));
}
