import type { Calls } from './mailmend';

type Asked<Call extends keyof Calls> = Omit<Calls[Call]['request'], 'call'>;
type Answered<Call extends keyof Calls> = Calls[Call]['response'];

/** How look-ups are done. */
export interface Driver {
  /** What resolves names: `new Resolver()` of `node:dns/promises`, or anything with its `resolve`. */
  resolver?: { resolve(name: string, type: string): Promise<unknown> };
  /** Whether the policy file of MTA-STS is fetched over HTTPS; else the report keeps it among its `needs`. */
  policies?: boolean;
}

/** Checks all mail records of a domain. At most 32 rounds and 512 look-ups, as for the others here. */
export function domain(name: string, options?: Omit<Asked<'domain'>, 'domain'> & Driver): Promise<Answered<'domain'>>;
/** Evaluates SPF as a receiver would (RFC 7208 section 4). */
export function checkHost(request: Asked<'check-host'>, options?: Driver): Promise<Answered<'check-host'>>;
/** Reads all that a domain's SPF record includes. */
export function spfTree(name: string, options?: Omit<Asked<'spf-tree'>, 'domain'> & Driver): Promise<Answered<'spf-tree'>>;
/** Finds a domain's DMARC policy. */
export function dmarcPolicy(
  name: string,
  options?: Omit<Asked<'dmarc-policy'>, 'domain'> & Driver,
): Promise<Answered<'dmarc-policy'>>;
