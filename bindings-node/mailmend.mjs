import mailmend from './mailmend.js';

export default mailmend;
export const {
  MailmendError,
  address,
  bimi,
  bounce,
  call,
  checkHost,
  content,
  dkim,
  dmarc,
  dmarcPolicy,
  domain,
  explain,
  explainRecipients,
  health,
  mtasts,
  mtastsPolicy,
  plan,
  record,
  retry,
  settings,
  spf,
  spfTree,
  suppress,
  tlsrpt,
} = mailmend;
