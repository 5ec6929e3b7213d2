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
  /** What a deeper answer would need. */
  needs: Need[];
  /** Set when the input was too long to be read whole. */
  cut?: Cut;
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
  /** Read, and not used. */
  zone?: unknown;
  /** Comes back with the answer of a batch. */
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
  | 'original-recipient'
  | 'part'
  | 'rate'
  | 'recipient'
  | 'remote-mta'
  | 'reply'
  | 'reporting-mta'
  | 'result'
  | 'score'
  | 'seen'
  | 'selector'
  | 'status'
  | 'suggestion'
  | 'symbol'
  | 'threshold'
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

/** What each call takes, and what it gives. */
export interface Calls {
  explain: { request: ExplainRequest; response: Report };
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
}
