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
  /** Set when the input was too long to be read whole: the bytes that were read, of those that were given. */
  cut?: { read: number; given: number };
}

/** One cause, with its proof and its cure. */
export interface Finding {
  /** The code, for instance `AUTH002`. */
  code: string;
  /** The code in words, for instance `app-password-required`. */
  slug: string;
  /** The taxonomy's name; `null` for a remark that is no cause. */
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
  facts: { [key in FactKey]?: string };
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

/** The software that sends: some steps are for one of them only. */
export type Stack = 'wordpress' | 'php' | 'laravel' | 'django' | 'python' | 'nodemailer';

/** What a deeper answer would need from the caller. */
export type Need = 'transcript' | 'full-text' | 'domain' | 'content';

/** The kinds of facts. */
export type FactKey =
  | 'action'
  | 'arrival-date'
  | 'bits'
  | 'blocklist'
  | 'diagnostic'
  | 'enhanced'
  | 'ip'
  | 'last-attempt'
  | 'link'
  | 'lookups'
  | 'meaning'
  | 'name'
  | 'original-recipient'
  | 'policy'
  | 'recipient'
  | 'remote-mta'
  | 'reply'
  | 'reporting-mta'
  | 'seen'
  | 'status'
  | 'suggestion'
  | 'type'
  | 'wait';
