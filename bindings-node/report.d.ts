// Written by `cargo xtask types` from core/schema/mailmend.schema.json: change it there.

/** What the caller knows about the failure. */
export interface Hints {
  /** The server that was talked to: a host name, a domain, or a provider's short name. */
  host?: string | null;
  /** The software that sends. */
  stack?: Stack | null;
  /** The step that failed. */
  stage?: Stage | null;
}

/** The answer to `explain`. */
export interface Report {
  /** The version of this shape. */
  schema: 1;
  /** What was read. */
  kind: Kind;
  /** The short name of the provider whose words these are, or whom the caller named. */
  provider: string | null;
  /** The step of the dialogue that failed. */
  stage: Stage | null;
  /** The findings, the best first; never empty. */
  findings: [Finding, ...Finding[]];
  /** What a deeper answer would need. */
  needs: Need[];
  /** Set when the input was too long to be read whole. */
  cut?: Cut;
}

/** How much of a long input was read. */
export interface Cut {
  /** Bytes that were read. */
  read: number;
  /** Bytes that were given. */
  given: number;
}

/** One cause, with its proof and its cure. */
export interface Finding {
  /** The code, for instance `AUTH002`. */
  code: string;
  /** The code in words, for instance `app-password-required`. */
  slug: string;
  /** The taxonomy's name; none for a remark that is no cause. */
  class: Class | null;
  /** The part of the way that failed. */
  area: Area;
  /** How much it hurts. */
  severity: Severity;
  /** How sure it is. */
  confidence: Confidence;
  /** What is wrong. */
  title: string;
  /** Why. */
  why: string;
  /** Who has to act. */
  owner: Owner;
  /** When to try again. */
  retry: Retry;
  /** The seconds to wait; set when `retry` is `later`. */
  after?: number;
  /** What to do with the recipient's address. */
  recipient: Recipient;
  /** What in the input shows it; secrets are masked. */
  evidence: Evidence[];
  /** What to do, step by step. */
  fixes: Fix[];
  /** What the text names. */
  facts: Facts;
}

/** A piece of the input. */
export interface Evidence {
  /** What stands there. */
  text: string;
  /** Where it starts, in UTF-8 bytes. */
  start: number;
  /** Where it ends, in UTF-8 bytes. */
  end: number;
}

/** One step of a fix. */
export interface Fix {
  /** What to do. */
  text: string;
  /** The page that shows it. */
  link: string | null;
  /** Commands to type. */
  commands: string[];
}

/** What the text names. */
export type Facts = { [key in FactKey]?: string };

/** The answer to `bounce`: one finding a recipient, in the order of the message. */
export interface BounceReport {
  /** The version of this shape. */
  schema: 1;
  /** What kind of message it is. */
  kind: BounceKind;
  /** What stands there once for all recipients. */
  bounce: Bounce;
  /** One a recipient; none only when the message is no bounce. */
  findings: Finding[];
  /** What a deeper answer would need. */
  needs: Need[];
}

/** What a bounce message says once for all recipients. */
export interface Bounce {
  /** The Message-ID of the message that came back, without angle brackets. */
  'message-id': string | null;
  /** The subject of the message that came back. */
  subject: string | null;
  /** The envelope id that the sender had given (RFC 3461 section 4.4). */
  'envelope-id': string | null;
  /** The kind of a feedback report (RFC 5965 section 7.3), for instance `abuse`. */
  'feedback-type': string | null;
}

/** The answer to `record`, `spf`, `dkim`, `dmarc`, `mtasts`, `tlsrpt` and `bimi`. */
export interface RecordReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'record';
  /** What kind of record it is; none where that cannot be told. */
  record: RecordType | null;
  /** The findings, the gravest first; none where all is sound. */
  findings: Finding[];
  /** The corrected record; none where nothing is to be corrected, and where no edit is safe. */
  fixed: string | null;
  /** The corrected record in the forms in which it is entered. */
  publish?: Publish;
  /** What a deeper answer would need. */
  needs: Need[];
  /** Set when the input was too long to be read whole. */
  cut?: Cut;
  /** The terms of the record and where they stand. */
  tree?: { [key: string]: unknown } | null;
}

/** The answer to `domain`. */
export interface DomainReport {
  /** The version of this shape. */
  schema: 1;
  /** What was read. */
  kind: 'domain';
  /** The domain, as it was looked up. */
  domain: string;
  /** The findings, the gravest first; the facts `name` and `type` say which record each is about. */
  findings: Finding[];
  /** The mail records that were found. */
  records: DomainRecord[];
  /** What receivers follow when they read the SPF record. */
  spf: SpfSummary | null;
  /** The DMARC policy in force. */
  dmarc: DmarcSummary | null;
  /** What each group of receivers asks of those who send much, and whether the domain has it. */
  verdict: Verdict[];
  /** The look-ups that are still wanted; none: the answer is complete. */
  needs: Lookup[];
}

/** A mail record that was found in DNS. */
export interface DomainRecord {
  /** What kind of record it is. */
  record: RecordType;
  /** Where it stands. */
  name: string;
  /** Its type in DNS. */
  type: LookupType;
  /** Its text, the strings joined. Masked where it holds a private key. */
  text: string;
  /** The codes of what is wrong with it. */
  codes: string[];
  /** The record as it should be; none where nothing is to be corrected, and where no edit is safe. */
  fixed: string | null;
  /** The corrected record in the forms in which it is entered. */
  publish?: Publish;
}

/** A record in the forms in which it is entered. */
export interface Publish {
  /** The name it belongs to. */
  name: string | null;
  /** The text: what most DNS panels take. */
  raw: string;
  /** The text in strings of at most 255 bytes. */
  strings: string[];
  /** A line of a zone file. */
  zone: string;
}

/** What receivers follow when they read an SPF record. */
export interface SpfSummary {
  /** The terms that need a look-up, those of included records as well: ten at most. */
  lookups: number;
  /** The look-ups that find nothing: two at most. */
  voids: number;
  /** The records that it leads to, each before what it includes. */
  includes: SpfInclude[];
  /** Whether all of it was followed. */
  complete: boolean;
}

/** A record that an SPF record leads to. */
export interface SpfInclude {
  /** Where it stands. */
  name: string;
  /** How deep: 1 for what the domain's own record includes. */
  depth: number;
  /** The terms in it and below it that need a look-up. */
  lookups: number;
  /** Whether there is a record that receivers can read. */
  read: boolean;
}

/** The DMARC policy in force for a domain. */
export interface DmarcSummary {
  /** The domain whose record it is. */
  domain: string;
  /** The record. */
  text: string;
  /** The policy as it is published. */
  policy: string | null;
  /** The policy as it is applied: weaker while it is being tested. */
  applied: string | null;
}

/** Whether a domain has what a group of receivers asks of those who send it much. */
export interface Verdict {
  /** A short name. */
  id: string;
  /** The name people know. */
  name: string;
  /** The month since which it is asked. */
  since: string;
  /** Where the receiver says so. */
  source: string;
  /** The month in which the rules were last compared with it. */
  seen: string;
  /** Each rule. */
  rules: Ruling[];
}

/** One rule, and whether it is met. */
export interface Ruling {
  /** What is looked at. */
  check: 'spf' | 'dkim' | 'dmarc' | 'alignment' | 'reverse-name' | 'tls' | 'unsubscribe' | 'complaints';
  /** Whether it is met; `unseen`: DNS does not show it. */
  status: 'met' | 'not-met' | 'unseen' | 'unknown';
  /** What is asked. */
  text: string;
  /** How one sees it, where DNS does not show it. */
  how: string | null;
}

/** A look-up that is still wanted. */
export interface Lookup {
  /** The name. */
  name: string;
  /** What is asked of it. */
  type: LookupType;
}

/** The answer to `check-host`. */
export interface CheckHostReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'check-host';
  /** The result; none as long as look-ups are wanted. */
  result: SpfResult | null;
  /** The look-ups that are wanted first. */
  needs: Lookup[];
}

/** The result of RFC 7208 check_host, and how it came about. */
export interface SpfResult {
  /** The result. */
  verdict: SpfVerdict;
  /** The domain that was checked. */
  domain: string;
  /** The term that decided; none where no term matched. */
  matched: SpfMatch | null;
  /** What the domain wants to be told to whom it turned away. */
  explanation: string | null;
  /** What stood in the way, for none, temperror and permerror. */
  problem: SpfProblem | null;
  /** Terms that looked something up, of ten allowed. */
  terms: number;
  /** Look-ups that found nothing, of two allowed. */
  voids: number;
  /** Every step, in order; empty where it was not asked for. */
  trace: SpfStep[];
}

/** The results of RFC 7208 section 2.6. */
export type SpfVerdict = 'none' | 'neutral' | 'pass' | 'fail' | 'softfail' | 'temperror' | 'permerror';

/** A term that matched. */
export interface SpfMatch {
  /** Whose record it stands in. */
  domain: string;
  /** The term. */
  term: string;
  /** Where it starts there, in UTF-8 bytes. */
  start: number;
  /** Where it ends, in UTF-8 bytes. */
  end: number;
}

/** What stood in the way of an evaluation. */
export interface SpfProblem {
  /** What it is. */
  problem: string;
  /** The domain whose record it is about. */
  domain: string;
  /** The term, where one can be named. */
  term: string | null;
  /** Where the term stands in the record. */
  span: Place | null;
}

/** A place in a text. */
export interface Place {
  /** Where it starts, in UTF-8 bytes. */
  start: number;
  /** Where it ends, in UTF-8 bytes. */
  end: number;
}

/** One step of an evaluation. */
export interface SpfStep {
  /** How deep in included records it happened; 0 is the domain's own. */
  depth: number;
  /** Whose record was at work. */
  domain: string;
  /** The term; none where the record as a whole was looked for. */
  term: string | null;
  /** Where the term stands. */
  span: Place | null;
  /** What was asked of DNS. */
  asked: Lookup | null;
  /** What came of it. */
  outcome: 'record' | 'match' | 'no-match' | 'redirect' | 'end' | 'problem';
  /** The record that was found, the result of a match or of the end, or the problem. */
  detail?: string;
}

/** The answer to `spf-tree`. */
export interface SpfTreeReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'spf-tree';
  /** The records: first the domain's own, each before what it includes. */
  nodes: SpfNode[];
  /** What is wrong with the tree. */
  findings: Finding[];
  /** The record with addresses in place of names, where it was asked for. */
  flat: SpfFlat | null;
  /** The look-ups still wanted; the rest is what is known so far. */
  needs: Lookup[];
  /** Whether the tree is too large to be followed to its end. */
  cut: boolean;
}

/** One record of the tree. */
export interface SpfNode {
  /** The name of the domain. */
  name: string;
  /** The record that leads here, by its place; none for the domain's own. */
  parent: number | null;
  /** The term of that record, by its place. */
  via: number | null;
  /** What was found. */
  state: 'record' | 'waiting' | 'no-record' | 'no-name' | 'bad-domain' | 'several-records' | 'invalid' | 'timeout' | 'server-failure' | 'loop' | 'repeated' | 'per-message' | 'cut';
  /** The place of the record that this one repeats or leads back to. */
  of?: number;
  /** What makes the record invalid. */
  problem?: string;
  /** Where that starts in the record, in UTF-8 bytes. */
  start?: number;
  /** Where it ends, in UTF-8 bytes. */
  end?: number;
  /** The record, where there is one. */
  record: string | null;
  /** Its terms that mean something, in order. */
  terms: SpfTerm[];
  /** The terms that look something up when nothing matches, those of included records as well. */
  lookups: number;
  /** The look-ups among them that find nothing. */
  voids: number;
  /** IPv4 addresses that pass. */
  v4: number;
  /** IPv6 addresses that pass, as a decimal number. */
  v6: string;
  /** Whether all of it is known: no look-up is missing, and nothing depends on the message. */
  complete: boolean;
}

/** A term, with what it costs. */
export interface SpfTerm {
  /** The term. */
  text: string;
  /** Where it starts in the record, in UTF-8 bytes. */
  start: number;
  /** Where it ends, in UTF-8 bytes. */
  end: number;
  /** What it gives; none for `redirect=`. */
  qualifier: '+' | '-' | '~' | '?' | null;
  /** Terms that look something up: this one, and those of what it includes. */
  lookups: number;
  /** The look-ups among them that find nothing. */
  voids: number;
  /** The record that it leads to, by its place in the tree. */
  child: number | null;
  /** What is behind it; none for `all` and for networks. */
  found: 'something' | 'waiting' | 'nothing' | 'hosts-without-address' | 'too-many-hosts' | 'broken' | 'failure' | 'per-message' | 'cut' | null;
  /** IPv4 addresses that pass by it. */
  v4: number;
  /** IPv6 addresses that pass by it, as a decimal number. */
  v6: string;
  /** Whether evaluation can come here: nothing before it matches everyone. */
  reached: boolean;
  /** Whether it is `all`. */
  all: boolean;
}

/** A record with addresses in place of names. */
export interface SpfFlat {
  /** The record. */
  record: string;
  /** How many networks it names. */
  networks: number;
  /** The terms that look something up in it. */
  lookups: number;
  /** Terms that stay as they are. */
  kept: string[];
  /** Terms that are left out: there is nothing behind them. */
  dropped: string[];
  /** Whether every look-up was answered. */
  complete: boolean;
}

/** The answer to `address`. */
export interface AddressReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'address';
  /** The verdicts on the text as it was given. */
  valid: Valid;
  /** The form to store; none when no mail could be sent to the address. */
  normal: string | null;
  /** The name before the `@`, as it stands. */
  local: string | null;
  /** The domain in lower case and U-labels, or the address in brackets. */
  domain: string | null;
  /** The domain in A-labels, as DNS carries it. */
  ascii: string | null;
  /** The whole address that was meant, where that is another. It is valid itself. */
  suggestion: string | null;
  /** What is known of such addresses. */
  flags: AddressFlags;
  /** The findings, the gravest first; none where all is sound. */
  findings: Finding[];
  /** Every address of a header, and the split of a list that was given where one address belongs. */
  addresses?: Listed[];
  /** Set when the input was too long to be read whole. */
  cut?: Cut;
}

/** One verdict a standard. */
export interface Valid {
  /** Plain SMTP can carry it (RFC 5321 Mailbox). */
  smtp: boolean;
  /** SMTP with SMTPUTF8 can carry it (RFC 6531); none when that hangs on IDNA and this build has none. */
  eai: boolean | null;
  /** A header can carry it (RFC 5322 addr-spec, without obsolete forms). */
  header: boolean;
  /** A sign-up form should take it; none when that hangs on IDNA and this build has none. */
  form: boolean | null;
}

/** Good to know, never an error. */
export interface AddressFlags {
  /** The name is that of a task: RFC 2142, and practice. */
  role: boolean;
  /** Anyone can get a mailbox at this domain. */
  free: boolean;
  /** The domain is one of throw-away mailboxes. */
  disposable: boolean;
  /** The tag after the plus. */
  tag: string | null;
  /** The form that is the same for all spellings of one mailbox: to compare, not to mail. */
  canonical: string | null;
}

/** What `explain` takes. */
export interface ExplainRequest {
  /** The name of the call. */
  call?: 'explain';
  /** What was printed when sending failed. */
  text: string;
  /** The server that was talked to: a host name, a domain, or a provider's short name. */
  host?: string | null;
  /** The software that sends. */
  stack?: Stack | null;
  /** The step that failed. */
  stage?: Stage | null;
  /** Comes back with the answer of a batch. */
  id?: unknown;
}

/** What `bounce` takes. */
export interface BounceRequest {
  /** The name of the call. */
  call: 'bounce';
  /** The raw message. */
  message: string;
}

/** What `address` takes. */
export interface AddressRequest {
  /** The name of the call. */
  call?: 'address';
  /** The address as typed. */
  text: string;
  /** What it is for. */
  mode?: AddressMode | null;
  /** Comes back with the answer of a batch. */
  id?: unknown;
}

/** What the calls about one record take. */
export interface RecordRequest {
  /** The name of the call. */
  call?: 'record' | 'spf' | 'dkim' | 'dmarc' | 'mtasts' | 'mtasts-policy' | 'tlsrpt' | 'bimi';
  /** The record as published or pasted. */
  text?: string;
  /** The record, or the list of its strings; in place of `text`. */
  record?: string | string[];
  /** What kind of record it is. */
  type?: RecordType | null;
  /** The name that it stands at. */
  name?: string | null;
  /** The other records of the zone: names, types, and the records of each. */
  zone?: { [key: string]: unknown } | null;
  /** Comes back with the answer of a batch. */
  id?: unknown;
  /** Which rules the receiver goes by. */
  receivers?: 'rfc9989' | 'rfc7489';
}

/** What `domain` takes. */
export interface DomainRequest {
  /** The name of the call. */
  call: 'domain';
  /** The domain. */
  domain: string;
  /** DKIM selectors to look at. */
  selectors?: string[];
  /** The addresses that send. */
  ips?: string[];
  /** Findings below are left out. */
  level?: Severity | null;
  /** The answers so far. */
  answers?: DnsAnswer[];
  /** Comes back with the answer. */
  id?: unknown;
}

/** What DNS answered to a look-up: records, or the way to have none. */
export interface DnsAnswer {
  /** The name. */
  name: string;
  /** What was asked of it. */
  type: LookupType;
  /** The records: texts, `[preference, host]` for MX, the list of its strings for TXT. */
  records?: unknown[];
  /** In place of records. */
  status?: 'nodata' | 'nxdomain' | 'timeout' | 'servfail';
}

/** What `check-host` takes. */
export interface CheckHostRequest {
  /** The name of the call. */
  call: 'check-host';
  /** The address of the client. */
  ip: string;
  /** The domain to ask about, where it is not the sender's. */
  domain?: string;
  /** The sender, as in MAIL FROM; empty for a bounce. */
  sender?: string;
  /** What the client called itself. */
  helo?: string;
  /** The host that evaluates, for explanations. */
  receiver?: string;
  /** The seconds since 1970, for explanations. */
  time?: number;
  /** Whether every step is written down; it is unless this says no. */
  trace?: boolean;
  /** The answers so far. */
  answers?: DnsAnswer[];
  /** Comes back with the answer. */
  id?: unknown;
}

/** What `spf-tree` takes. */
export interface SpfTreeRequest {
  /** The name of the call. */
  call: 'spf-tree';
  /** The domain. */
  domain: string;
  /** A record in place of the published one. */
  record?: string;
  /** Whether the record is wanted with addresses in place of names. */
  flatten?: boolean;
  /** The answers so far. */
  answers?: DnsAnswer[];
  /** Comes back with the answer. */
  id?: unknown;
}

/** What comes in place of an answer when the request itself is wrong. */
export interface Error {
  /** What is wrong with the request. */
  error: {
    /** The same word in every language. */
    code: 'bad-request';
    /** What is wrong. */
    message: string;
  };
}

/** The cause's name in the taxonomy that reply corpora use. A code may be finer, never coarser. */
export type Class =
  | 'recipient_unknown'
  | 'recipient_disabled'
  | 'recipient_moved'
  | 'recipient_refused'
  | 'recipient_rate_limited'
  | 'mailbox_full'
  | 'bad_recipient_syntax'
  | 'suppressed'
  | 'domain_not_found'
  | 'domain_no_mail'
  | 'smtp_auth_required'
  | 'send_as_denied'
  | 'sending_account_blocked'
  | 'sending_limit'
  | 'relay_denied'
  | 'sender_rejected'
  | 'sender_domain_invalid'
  | 'bad_helo'
  | 'missing_ptr'
  | 'spf_failed'
  | 'dkim_failed'
  | 'dmarc_failed'
  | 'sender_unauthenticated'
  | 'ip_blocklisted'
  | 'ip_blocked'
  | 'domain_blocklisted'
  | 'low_reputation'
  | 'policy_rejected'
  | 'rate_limited'
  | 'greylisted'
  | 'too_many_recipients'
  | 'spam_content'
  | 'content_rejected'
  | 'virus_detected'
  | 'attachment_blocked'
  | 'message_too_large'
  | 'message_malformed'
  | 'connection_failed'
  | 'dns_failure'
  | 'tls_failed'
  | 'protocol_error'
  | 'mail_loop'
  | 'expired'
  | 'server_busy'
  | 'server_error'
  | 'server_storage_full'
  | 'local_delivery_error'
  | 'settings_wrong'
  | 'auto_reply'
  | 'complaint'
  | 'delivered'
  | 'unknown';

/** Who has to act. */
export type Owner = 'you' | 'host' | 'provider' | 'receiver' | 'recipient' | 'nobody';

/** When to try again. */
export type Retry = 'later' | 'after-fix' | 'never';

/** What to do with the recipient's address. */
export type Recipient = 'keep' | 'verify' | 'suppress';

/** How sure the answer is; it follows from what matched. */
export type Confidence = 'possible' | 'likely' | 'certain';

/** How much it hurts. */
export type Severity = 'info' | 'warning' | 'error';

/** The part of the way that failed. */
export type Area =
  | 'connection'
  | 'dns'
  | 'tls'
  | 'authentication'
  | 'relay'
  | 'sender'
  | 'recipient'
  | 'mailbox'
  | 'rate'
  | 'reputation'
  | 'content'
  | 'policy'
  | 'protocol'
  | 'queue'
  | 'settings';

/** The step of the dialogue (RFC 5321) at which it failed. */
export type Stage = 'connect' | 'helo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data';

/** What was read. */
export type Kind = 'smtp-reply' | 'transcript' | 'client-error' | 'address' | 'text' | 'empty';

/** What kind of message it is. */
export type BounceKind = 'bounce' | 'delayed' | 'delivered' | 'auto-reply' | 'complaint' | 'not-bounce';

/** The kinds of DNS records of mail. */
export type RecordType = 'spf' | 'dkim' | 'dmarc' | 'mta-sts' | 'mta-sts-policy' | 'tls-rpt' | 'bimi';

/** What a look-up is for: a type of DNS record, or the policy file of MTA-STS. */
export type LookupType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SPF' | 'TXT' | 'MTA-STS-POLICY';

/** What an address is for. */
export type AddressMode = 'signup' | 'header' | 'bounce' | 'sender';

/** The software that sends: some steps are for one of them only. */
export type Stack = 'wordpress' | 'php' | 'laravel' | 'django' | 'python' | 'nodemailer';

/** What a deeper answer would need from the caller. */
export type Need = 'transcript' | 'full-text' | 'domain' | 'content';

/** The kinds of facts. */
export type FactKey =
  | 'action'
  | 'advice'
  | 'aligned'
  | 'arrival-date'
  | 'bits'
  | 'blocklist'
  | 'count'
  | 'costs'
  | 'diagnostic'
  | 'domain'
  | 'duration'
  | 'enhanced'
  | 'ip'
  | 'last-attempt'
  | 'limit'
  | 'link'
  | 'lookups'
  | 'meaning'
  | 'name'
  | 'original-recipient'
  | 'part'
  | 'policy'
  | 'rate'
  | 'recipient'
  | 'remote-mta'
  | 'reply'
  | 'reporting-mta'
  | 'result'
  | 'score'
  | 'seen'
  | 'selector'
  | 'service'
  | 'status'
  | 'suggestion'
  | 'symbol'
  | 'threshold'
  | 'target'
  | 'type'
  | 'voids'
  | 'wait';

/** One address of several. */
export interface Listed {
  /** The address as it stands, without the name. */
  text: string;
  /** Where it starts in the whole text, in UTF-8 bytes. */
  start: number;
  /** Where it ends in the whole text, in UTF-8 bytes. */
  end: number;
  /** The name beside it, decoded (RFC 2047), for showing. */
  display: string | null;
  /** The name of the group that it belongs to (RFC 5322 section 3.4). */
  group: string | null;
  /** The verdicts on the address as it stands. */
  valid: Valid;
  /** The form to store. */
  normal: string | null;
  /** The address that was meant, where that is another. */
  suggestion: string | null;
  /** Which of the report's findings are about it, by their places. */
  findings: number[];
}

/** The answer to `plan`: when to send how many. */
export interface PlanReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'plan';
  /** The provider whose limits were used. */
  provider: string | null;
  /** The kind of account whose limits were used, where the provider has several. */
  account: string | null;
  /** How many mails are planned. */
  volume: number;
  /** The steady pace; none where no limit is known: then there is no schedule either. */
  pace: Pace | null;
  /** The limits that apply, each with what the plan uses of it. */
  limits: UsedLimit[];
  /** Seconds from the first mail to the end of the last batch's pause. */
  duration: number;
  /** How many mails go out on each day while the volume grows; empty where it need not. */
  ramp: number[];
  /** What happens to each class, in the order of their priority. */
  classes: PlannedClass[];
  /** The schedule, in the order of time. */
  runs: Run[];
  /** The plan in sentences. */
  summary: string[];
  /** What a person should know about it. */
  findings: Finding[];
}

/** A steady pace: so many mails at once, then a pause. */
export interface Pace {
  /** Seconds from one batch to the next. */
  every: number;
  /** Mails in a batch. */
  count: number;
}

/** A limit, and what the plan uses of it. */
export interface UsedLimit {
  /** What is counted. */
  unit: LimitUnit;
  /** In what time, or in what. */
  per: LimitWindow;
  /** How many are allowed. */
  count: number;
  /** How many mails the plan sends in that time at most: 20 % below the limit. */
  mails: number | null;
  /** Whether it is the one that sets the pace. */
  binds: boolean;
  /** The kind of account it is for. */
  account: string | null;
  /** What belongs to the figure. */
  note: string | null;
  /** Whether the provider's own pages say so. */
  confirmed: boolean;
  /** Where it stands. */
  source: string;
  /** When it was last seen. */
  seen: string | null;
}

/** A class of mail, planned. */
export interface PlannedClass {
  /** Its name. */
  name: string;
  /** How many mails it has. */
  count: number;
  /** Seconds until its first mail. */
  start: number;
  /** Seconds until its last mail. */
  end: number;
}

/** Batches of one class at equal distances. */
export interface Run {
  /** The class, by its place among the classes. */
  class: number;
  /** Seconds until the first batch. */
  start: number;
  /** Seconds from batch to batch. */
  every: number;
  /** Mails in a batch. */
  count: number;
  /** How many batches. */
  times: number;
}

/** The answer to `retry`: whether to try again, and when. */
export interface RetryReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'retry';
  /** The code of what failed. */
  code: string;
  /** The same in words. */
  slug: string;
  /** What to do. */
  answer: RetryAnswer;
  /** How long to wait, jitter included; set when the answer is `wait`. */
  seconds: number | null;
  /** The shortest it could have been. */
  least: number | null;
  /** The longest. */
  most: number | null;
  /** Whether it is the last try before the mail is given up. */
  last: boolean;
  /** Why, in a sentence. */
  why: string;
}

/** The answer to `suppress`: what to do with one address, after all that happened to it. */
export interface SuppressReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'suppress';
  /** What to do with the address. */
  recipient: Recipient;
  /** Why. */
  reason: SuppressReason;
  /** The code of the cause that decided, where one did. */
  code: string | null;
  /** The same in words. */
  slug: string | null;
  /** How often that cause occurred since the last delivery. */
  count: number;
  /** Seconds from its first to its last time. */
  span: number;
  /** Why, in a sentence. */
  why: string;
}

/** The answer to `health`. */
export interface HealthReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'health';
  /** Mails that were delivered or bounced. */
  sent: number;
  /** The share of addresses that are dead, of all that was sent. */
  bounce: Rate;
  /** The share of delivered mail that was reported as spam. */
  complaint: Rate;
  /** The share that did not arrive for other reasons. */
  soft: Rate;
  /** The health in sentences. */
  summary: string[];
  /** What should be done. */
  findings: Finding[];
}

/** A share, and between what it lies: 95 % sure, after Wilson. */
export interface Rate {
  /** How often. */
  count: number;
  /** Out of how many. */
  of: number;
  /** The share in millionths. */
  'per-million': number;
  /** It may as well be as low as this. */
  low: number;
  /** Or as high as this. */
  high: number;
  /** How good that is. */
  band: Band | null;
  /** Whether the figure is too uncertain to tell. */
  uncertain: boolean;
}

/** The answer to `settings`: what they say, what is wrong with them, and the settings put right. No password stands in it. */
export interface SettingsReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'settings';
  /** The form that the text was read as. */
  form: string;
  /** The program whose settings these are; none where that cannot be told. */
  stack: string | null;
  /** The provider they are for. */
  provider: string | null;
  /** What the settings say, one for each mailer. */
  settings: MailSettings[];
  /** The findings, the gravest first; none where all is sound. */
  findings: Finding[];
  /** What to change in the text, in order. */
  edits: Edit[];
  /** The text with the changes made and every secret masked; none where nothing is to be changed. */
  fixed: string | null;
  /** Where `fixed` differs from the text: first byte, and the byte after the last. */
  changed: [number, number][];
  /** What a deeper answer would need. */
  needs: Need[];
  /** Set when the input was too long to be read whole. */
  cut?: Cut;
}

/** What settings say, whatever their form. */
export interface MailSettings {
  /** The server. */
  host: string | null;
  /** The port; the one that the program takes where none is set. */
  port: number | null;
  /** How the connection is secured; none where that is not to be told. */
  security: Security | null;
  /** The user to log in as. */
  user: string | null;
  /** What kind of secret is set; never the secret. */
  secret: string | null;
  /** The sender's address. */
  from: string | null;
  /** Whether the server's certificate is checked, where that is set. */
  verify: boolean | null;
}

/** A change of the text. */
export interface Edit {
  /** The first byte that is replaced. */
  start: number;
  /** The byte after the last one. */
  end: number;
  /** What takes its place; none: what stands there, percent-encoded, because it is a secret. */
  text: string | null;
}

/** The answer to `content`. */
export interface ContentReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'content';
  /** The findings, the gravest first; none where all is sound. */
  findings: Finding[];
  /** What the message consists of. */
  facts: ContentFacts;
  /** What a deeper answer would need. */
  needs: Need[];
  /** Set when the input was too long to be read whole. */
  cut?: Cut;
}

/** What a message consists of. */
export interface ContentFacts {
  /** The size in bytes. */
  size: number;
  /** The bytes of plain text. */
  text: number;
  /** The bytes of HTML. */
  html: number;
  /** The number of links. */
  links: number;
  /** The domains they lead to, each once, at most 32. */
  hosts: string[];
  /** The number of images that the HTML shows. */
  images: number;
  /** The number of attachments. */
  attachments: number;
  /** The parts, at most 64. */
  parts: ContentPart[];
}

/** One part of a message. */
export interface ContentPart {
  /** Its type, such as `text/html`. */
  type: string;
  /** Its character set, where it names one. */
  charset: string | null;
  /** How it is encoded for the way, where it says so. */
  encoding: string | null;
  /** Its bytes, as they are sent. */
  size: number;
}

/** The answer to `dmarc-policy`: how receivers treat mail from a domain. */
export interface DmarcPolicyReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'dmarc-policy';
  /** The domain of the From address. */
  domain: string;
  /** The result of DMARC; none while look-ups are missing. */
  result: string | null;
  /** What is done with the mail. */
  disposition: string | null;
  /** The organizational domain. */
  organizational: string | null;
  /** The record that applies. */
  policy: AppliedPolicy | null;
  /** The domains that SPF and DKIM passed for. */
  identifiers: Identifier[];
  /** Where reports go. */
  reports: ReportTarget[];
  /** What is wrong with it, the gravest first. */
  findings: Finding[];
  /** The look-ups still wanted. */
  needs: Lookup[];
}

/** The DMARC record that applies. */
export interface AppliedPolicy {
  /** The name that it stands at. */
  name: string;
  /** The record. */
  record: string;
  /** What kind of name it covers. */
  covers: string | null;
  /** The tag that decided. */
  tag: string | null;
  /** The policy it asks for. */
  published: string | null;
  /** The policy that counts. */
  applied: string | null;
  /** The share of mail that it is applied to. */
  percent: number;
}

/** A domain that SPF or DKIM passed for. */
export interface Identifier {
  /** `spf` or `dkim`. */
  by: string;
  /** The domain. */
  domain: string;
  /** Its organizational domain. */
  organizational: string | null;
  /** Whether it has to be the same name. */
  strict: boolean;
  /** Whether it is that of the From address. */
  aligned: boolean;
}

/** Where DMARC reports go. */
export interface ReportTarget {
  /** `rua` or `ruf`. */
  tag: string;
  /** The address. */
  uri: string;
  /** Its domain. */
  domain: string | null;
  /** Whether that domain agrees. */
  consent: string | null;
}

/** What `plan` takes. */
export interface PlanRequest {
  /** The name of the call. */
  call: 'plan';
  /** How many mails; left out where `classes` say so. */
  volume?: number;
  /** Classes of mail, the most urgent first. */
  classes?: PlanClass[];
  /** The provider that sends. */
  provider?: string | null;
  /** The kind of account. */
  account?: string | null;
  /** Limits that you know. */
  limits?: PlanLimit[];
  /** Recipients of one mail. */
  recipients?: number | null;
  /** Days since the domain began to send. */
  age?: number | null;
  /** Mails a day that it is used to. */
  warmed?: number | null;
  /** The second at which the first mail goes out. */
  start?: number;
}

/** A class of mail to plan. */
export interface PlanClass {
  /** Its name. */
  name: string;
  /** How many mails it has. */
  count: number;
}

/** A limit that you know. */
export interface PlanLimit {
  /** How many are allowed. */
  count: number;
  /** In what time. */
  per: 'second' | 'minute' | 'hour' | 'day' | 'month';
  /** What is counted. */
  unit?: 'messages' | 'recipients';
}

/** What `retry` takes: what the server said, or the code that a finding had. */
export interface RetryRequest {
  /** The name of the call. */
  call: 'retry';
  /** What the server said. */
  text?: string | null;
  /** The host that was talked to. */
  host?: string | null;
  /** The code of a finding, or its slug. */
  code?: string | null;
  /** The reply code. */
  reply?: number | null;
  /** What the finding said about trying again. */
  retry?: Retry | null;
  /** The seconds that the finding had beside `later`. */
  after?: number | null;
  /** The seconds that the server asked for. */
  wait?: number | null;
  /** How many times it was tried, this time included. */
  attempt: number;
  /** Seconds since the first try. */
  age?: number;
  /** A number from 0 to 1, drawn by you. */
  jitter?: number | null;
  /** The age in seconds at which the mail is given up. */
  'give-up'?: number | null;
}

/** What `suppress` takes. */
export interface SuppressRequest {
  /** The name of the call. */
  call: 'suppress';
  /** All that happened to the address, in the order of time. */
  events: SuppressEvent[];
}

/** Something that happened to an address. */
export interface SuppressEvent {
  /** The code of a finding, or its slug. */
  code: string;
  /** When, in seconds. */
  at: number;
  /** What the finding said about the address. */
  recipient?: Recipient | null;
}

/** What `health` takes. */
export interface HealthRequest {
  /** The name of the call. */
  call: 'health';
  /** Mails that arrived. */
  delivered?: number;
  /** Mails to dead addresses. */
  hard?: number;
  /** Mails that did not arrive for other reasons. */
  soft?: number;
  /** Mails that were reported as spam. */
  complaints?: number;
  /** How often each code occurred, beside or in place of the sums. */
  codes?: { [key: string]: number };
}

/** What `settings` takes. */
export interface SettingsRequest {
  /** The name of the call. */
  call: 'settings';
  /** The settings as text. */
  text?: string;
  /** The settings as an object. */
  settings?: unknown;
  /** The program they are for. */
  stack?: string | null;
  /** The form they come in. */
  form?: string | null;
  /** Comes back with the answer of a batch. */
  id?: unknown;
}

/** What `content` takes. */
export interface ContentRequest {
  /** The name of the call. */
  call: 'content';
  /** The sender. */
  from?: string | null;
  /** The subject. */
  subject?: string | null;
  /** The plain text. */
  text?: string | null;
  /** The HTML. */
  html?: string | null;
  /** Header fields: an object, or a list of pairs. */
  headers?: unknown;
  /** The whole message, in place of its pieces. */
  message?: string | null;
  /** Whether it is one mail of many. */
  bulk?: boolean | null;
  /** The time, in seconds since 1970. */
  now?: number | null;
  /** Comes back with the answer of a batch. */
  id?: unknown;
}

/** What `dmarc-policy` takes. */
export interface DmarcPolicyRequest {
  /** The name of the call. */
  call: 'dmarc-policy';
  /** The domain of the From address. */
  domain: string;
  /** The domains that SPF passed for. */
  spf?: string[];
  /** The domains that DKIM passed for. */
  dkim?: string[];
  /** Which rules the receiver goes by. */
  receivers?: 'rfc9989' | 'rfc7489';
  /** The organizational domain, for receivers of RFC 7489. */
  organizational?: string | null;
  /** The DNS answers so far. */
  answers?: DnsAnswer[];
}

/** Whether to try again. */
export type RetryAnswer = 'wait' | 'give-up' | 'after-fix' | 'never';

/** What a limit counts. */
export type LimitUnit = 'messages' | 'recipients' | 'connections' | 'megabytes';

/** In what time, or in what, a limit counts. */
export type LimitWindow = 'second' | 'minute' | 'hour' | 'day' | 'month' | 'message' | 'connection' | 'once';

/** Why an address is kept, checked or dropped. */
export type SuppressReason =
  | 'nothing-against-it'
  | 'not-the-recipients-fault'
  | 'may-pass'
  | 'delivered-since'
  | 'not-sure'
  | 'lasted-too-long'
  | 'dead'
  | 'complaint';

/** How good a rate is. */
export type Band = 'good' | 'watch' | 'danger';

/** How a connection is secured. */
export type Security = 'none' | 'starttls' | 'implicit';

/** What `reply` takes. */
export interface ReplyRequest {
  /** The name of the call. */
  call: 'reply';
  /** The reply as it was received, line ends included. */
  text: string;
}

/** The answer to `reply`. */
export interface ReplyReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'reply';
  /** The reply code (RFC 5321 section 4.2). */
  code: number | null;
  /** The enhanced status code (RFC 3463). */
  enhanced: string | null;
  /** Whether the last line is there. */
  complete: boolean;
  /** The lines. */
  lines: ReplyLine[];
  /** What is off-standard; the first sixteen. */
  faults: ReplyFault[];
}

/** A line of a reply. */
export interface ReplyLine {
  /** The code of this line. */
  code: number | null;
  /** Whether it says that more lines follow. */
  more: boolean;
  /** The enhanced status code of this line. */
  enhanced: string | null;
  /** The text behind the codes; secrets are masked. */
  text: string;
  /** Where it starts, in UTF-8 bytes. */
  start: number;
  /** Where it ends, its line end included. */
  end: number;
}

/** What is off-standard in a reply. */
export interface ReplyFault {
  /** Which fault. */
  fault: 'no-code' | 'text-before-code' | 'codes-differ' | 'enhanced-codes-differ' | 'classes-differ' | 'line-without-code' | 'text-after-last-line' | 'last-line-missing' | 'lines-joined' | 'line-end-missing' | 'bare-line-feed' | 'bare-carriage-return' | 'line-too-long' | 'not-utf8' | 'nul-byte';
  /** Where it starts, in UTF-8 bytes. */
  start: number;
  /** Where it ends. */
  end: number;
}

/** What `page` takes. */
export interface PageRequest {
  /** The name of the call. */
  call: 'page';
  /** A code or a slug, in any case. */
  code: string;
  /** A host or the name of a provider, for its own steps. */
  host?: string;
}

/** The answer to `page`. */
export interface PageReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'page';
  /** Whose steps they are; none for the general ones. */
  provider: string | null;
  /** The page. */
  page: Page;
}

/** What `catalog` takes: nothing. */
export interface CatalogRequest {
  /** The name of the call. */
  call: 'catalog';
}

/** The answer to `catalog`. */
export interface CatalogReport {
  /** The version of this shape. */
  schema: 1;
  /** What this answer is about. */
  kind: 'catalog';
  /** Every page, in the order of the families. */
  pages: Page[];
}

/** The page of a code. */
export interface Page {
  /** The code, for instance `AUTH002`. */
  code: string;
  /** The code in words, for instance `app-password-required`. */
  slug: string;
  /** The taxonomy's name; none for a remark that is no cause. */
  class: Class | null;
  /** The part of the way that failed. */
  area: Area;
  /** How much it hurts. */
  severity: Severity;
  /** What is wrong; names of facts stand in braces. */
  title: string;
  /** Why. */
  why: string;
  /** Who has to act. */
  owner: Owner;
  /** When to try again; `by-code`: later after a 4xx, after the fix after a 5xx. */
  retry: 'later' | 'by-code' | 'after-fix' | 'never';
  /** The seconds to wait. */
  after: number | null;
  /** What to do with the recipient's address. */
  recipient: Recipient;
  /** The standard that it is about. */
  rfc: string | null;
  /** What to do, step by step. */
  fixes: Fix[];
}

/** What each call takes, and what it gives. */
export interface Calls {
  explain: { request: ExplainRequest; response: Report };
  reply: { request: ReplyRequest; response: ReplyReport };
  bounce: { request: BounceRequest; response: BounceReport };
  address: { request: AddressRequest; response: AddressReport };
  record: { request: RecordRequest; response: RecordReport };
  spf: { request: RecordRequest; response: RecordReport };
  dkim: { request: RecordRequest; response: RecordReport };
  dmarc: { request: RecordRequest; response: RecordReport };
  mtasts: { request: RecordRequest; response: RecordReport };
  'mtasts-policy': { request: RecordRequest; response: RecordReport };
  tlsrpt: { request: RecordRequest; response: RecordReport };
  bimi: { request: RecordRequest; response: RecordReport };
  domain: { request: DomainRequest; response: DomainReport };
  'check-host': { request: CheckHostRequest; response: CheckHostReport };
  'spf-tree': { request: SpfTreeRequest; response: SpfTreeReport };
  plan: { request: PlanRequest; response: PlanReport };
  retry: { request: RetryRequest; response: RetryReport };
  suppress: { request: SuppressRequest; response: SuppressReport };
  health: { request: HealthRequest; response: HealthReport };
  settings: { request: SettingsRequest; response: SettingsReport };
  content: { request: ContentRequest; response: ContentReport };
  'dmarc-policy': { request: DmarcPolicyRequest; response: DmarcPolicyReport };
  page: { request: PageRequest; response: PageReport };
  catalog: { request: CatalogRequest; response: CatalogReport };
}
