import type { Calls } from '../report.js';

type Asked<Call extends keyof Calls> = Omit<Calls[Call]['request'], 'call'>;
type Answered<Call extends keyof Calls> = Calls[Call]['response'];

/** What a driver asks: any form of the package. */
type Mailmend = Record<'checkHost' | 'dmarcPolicy' | 'domain' | 'spfTree', (request: never) => unknown>;

/** The calls that need DNS. At most 32 rounds and 512 look-ups each. */
export interface Driver {
  /** Checks all mail records of a domain. */
  domain(name: string, options?: Omit<Asked<'domain'>, 'domain'>): Promise<Answered<'domain'>>;
  /** Evaluates SPF as a receiver would (RFC 7208 section 4). */
  checkHost(request: Asked<'check-host'>): Promise<Answered<'check-host'>>;
  /** Reads all that a domain's SPF record includes. */
  spfTree(name: string, options?: Omit<Asked<'spf-tree'>, 'domain'>): Promise<Answered<'spf-tree'>>;
  /** Finds a domain's DMARC policy. */
  dmarcPolicy(name: string, options?: Omit<Asked<'dmarc-policy'>, 'domain'>): Promise<Answered<'dmarc-policy'>>;
}

/** `server` is a DNS server that speaks JSON over HTTPS: nothing is sent anywhere until you name one. */
export function driver(
  mailmend: Mailmend,
  options: { server: string | URL; fetch?: typeof fetch; patience?: number },
): Driver;
