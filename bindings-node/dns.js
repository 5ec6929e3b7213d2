'use strict';

const { Resolver } = require('node:dns/promises');

const { checkHost: checkHostWith, dmarcPolicy: dmarcPolicyWith, domain: domainWith, spfTree: spfTreeWith } = require('./mailmend.js');

// A round may ask for what the round before has found: an SPF record leads to others, ten at most.
const MOST_ROUNDS = 32;
const MOST_LOOKUPS = 512;
const AT_ONCE = 16;

/** What the codes of node:dns mean. */
const STATUS = { ENODATA: 'nodata', ENOTFOUND: 'nxdomain', ETIMEOUT: 'timeout' };

const domain = (name, options) => drive(domainWith, { domain: name }, options);
const spfTree = (name, options) => drive(spfTreeWith, { domain: name }, options);
const dmarcPolicy = (name, options) => drive(dmarcPolicyWith, { domain: name }, options);
const checkHost = (request, options) => drive(checkHostWith, { ...request }, options);

/** Asks the core, looks up what it still needs, and asks again: at most 32 rounds and 512 look-ups. */
async function drive(call, request, { resolver = new Resolver({ timeout: 5_000, tries: 2 }), policies = false, ...rest } = {}) {
  const answers = [...(rest.answers ?? [])];
  const asked = new Set();
  for (let round = 0; ; round += 1) {
    const report = call({ ...request, ...rest, answers });
    const needs = report.needs.filter(({ name, type }) => !asked.has(`${type} ${name}`));
    if (needs.length === 0 || round === MOST_ROUNDS || asked.size + needs.length > MOST_LOOKUPS) {
      return report;
    }
    for (let start = 0; start < needs.length; start += AT_ONCE) {
      const together = needs.slice(start, start + AT_ONCE);
      answers.push(...(await Promise.all(together.map((need) => lookUp(need, resolver, policies)))).flat());
    }
    needs.forEach(({ name, type }) => asked.add(`${type} ${name}`));
  }
}

/** One answer as the core takes it; none where this program cannot ask. */
async function lookUp({ name, type }, resolver, policies) {
  if (type === 'MTA-STS-POLICY') {
    return policies ? [await policy(name, type)] : [];
  }
  // Node does not know the type that RFC 7208 section 3.1 abolished.
  if (type === 'SPF') {
    return [];
  }
  try {
    const found = await resolver.resolve(name, type);
    const records = type === 'MX' ? found.map(({ priority, exchange }) => [priority, exchange]) : found;
    return [records.length === 0 ? { name, type, status: 'nodata' } : { name, type, records }];
  } catch (error) {
    return [{ name, type, status: STATUS[error.code] ?? 'servfail' }];
  }
}

/** The policy file of MTA-STS (RFC 8461 section 3.3: no redirects), 64 KB of it at most. */
async function policy(name, type) {
  try {
    const url = `https://${name}/.well-known/mta-sts.txt`;
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
    if (!response.ok) {
      return { name, type, status: 'nodata' };
    }
    const parts = [];
    let size = 0;
    for await (const part of response.body) {
      parts.push(part);
      size += part.length;
      if (size > 65_536) {
        break;
      }
    }
    return { name, type, records: [Buffer.concat(parts).subarray(0, 65_536).toString('utf8')] };
  } catch (error) {
    return { name, type, status: error.name === 'TimeoutError' ? 'timeout' : 'servfail' };
  }
}

exports.checkHost = checkHost;
exports.dmarcPolicy = dmarcPolicy;
exports.domain = domain;
exports.spfTree = spfTree;
