// The page. The module runs in a worker, so that typing stays quick; this file asks it and shows what it says.

/** What is read of a text, in characters: the core reads no more of it either. */
const MOST_READ = 1 << 20;
/** A pasted text beyond this does not go into the field: the browser would be slow with it. */
const MOST_TYPED = 100_000;
/** A bounce file beyond this is not read, in bytes. */
const LARGEST_FILE = 32 << 20;
/** Milliseconds without a keystroke before the text is read. */
const PAUSE = 90;

const EXAMPLES = {
  any: [
    ['Gmail says no', '535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials d2e1a72fcca58-6d9a sm12345678b3a.12 - gsmtp'],
    ['Nodemailer', "Error: connect ECONNREFUSED 127.0.0.1:587\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16) {\n  errno: -111, code: 'ESOCKET', syscall: 'connect', command: 'CONN'\n}"],
    ['Postfix log', 'Nov 24 10:02:16 mx postfix/smtp[1234]: 4F2A1: to=<jane@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1.2, dsn=5.2.2, status=bounced (host mx.example.com[192.0.2.1] said: 552 5.2.2 Mailbox full (in reply to RCPT TO command))'],
  ],
  record: [['SPF', 'v=spf1 include:_spf.google.com include:sendgrid.net ip4:192.0.2.1 +all'], ['DMARC', 'v=DMARC1; p=quarentine; rua=dmarc@example.com']],
  address: [['A slip', 'jane.doe@gmial.con'], ['A list', 'Jane <jane@example.com>, joe@example,org']],
  settings: [
    ['Nodemailer', "nodemailer.createTransport({\n  host: 'smtp.gmail.com',\n  port: 587,\n  secure: true,\n  auth: { user: 'jane@gmail.com', pass: 'not-my-password' },\n});"],
    ['Laravel .env', 'MAIL_MAILER=smtp\nMAIL_HOST=smtp.office365.com\nMAIL_PORT=465\nMAIL_USERNAME=jane@example.com\nMAIL_PASSWORD=not-my-password\nMAIL_ENCRYPTION=tls'],
  ],
  bounce: [['A bounce', 'From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\nTo: shop@example.org\nSubject: Undelivered Mail Returned to Sender\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: text/plain\n\nYour message could not be delivered.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; jane@example.com\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 The email account that you tried to reach is over quota\n\n--b--\n']],
};

/** The tabs: what they are called, and what is read in them. */
const TABS = [
  { id: 'any', name: 'Anything', label: 'Paste what you have', hint: 'An error, a reply, a log line, a DNS record, an address, settings, a bounce. What it is will show below.', placeholder: '550 5.1.1 …', empty: ['The answer comes while you type', 'It tells you:'], tells: ['what broke, and what in your text shows it', 'who has to act, whether to try again, and whether to keep the address', 'the steps that mend it, with the links and commands you need'] },
  { id: 'record', name: 'DNS record', label: 'A DNS record of mail', hint: 'SPF, DKIM, DMARC, MTA-STS, TLS-RPT or BIMI, as published or as you want to publish it.', placeholder: 'v=spf1 …', empty: ['Is this record right?', 'Paste it from your DNS panel. What is wrong is marked, and the corrected record is ready to copy.'] },
  { id: 'address', name: 'Address', label: 'An e-mail address, or a list of them', short: true, hint: 'As somebody typed it.', placeholder: 'jane@example.com', empty: ['Could mail reach this address?', 'Slips of the keyboard are found, and the address that was meant is suggested.'] },
  { id: 'settings', name: 'Settings', label: 'Mail settings, in any form', hint: 'Nodemailer, PHPMailer, WordPress, Django, Laravel, Spring, Rails, Symfony, an smtp:// address. Passwords are never shown again.', placeholder: 'MAIL_HOST=…', empty: ['Do these settings fit together?', 'They come back corrected, in the form they came in, with the changed lines marked.'] },
  { id: 'bounce', name: 'Bounce', label: 'Or paste the whole message', hint: 'With its header: “show original” or “view source” in your mail program.', placeholder: 'From: MAILER-DAEMON@…', file: true, empty: ['Who did not get the mail, and why?', 'Drop the bounce as a file, or paste its source: one answer for each recipient.'] },
  { id: 'plan', name: 'Plan', plan: true, empty: ['How fast can you send?', 'Tell how many mails go through which provider. You get batches that stay below its limits.'] },
];

const mailmend = mailmendWorker(() => {
  const address = URL.createObjectURL(new Blob([document.getElementById('engine').textContent], { type: 'text/javascript' }));
  const worker = new Worker(address, { name: 'mailmend' });
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  return worker;
});

const live = h('p', { class: 'away', role: 'status', 'aria-live': 'polite' });
document.body.append(live);
/** Tells a screen reader. */
function say(text) {
  live.textContent = text;
}

/** What a text is, and the answer to it. The core decides: each call tells whether the text is for it. */
async function recognise(text) {
  const bounce = await mailmend.bounce(text);
  if (bounce.kind !== 'not-bounce') {
    return { call: 'bounce', report: bounce, seen: [WORDS.bounce[bounce.kind]] };
  }
  const record = await mailmend.record(text);
  if (record.record !== null) {
    return { call: 'record', report: record, seen: [WORDS.record[record.record]] };
  }
  const explained = await mailmend.explain(text);
  if (explained.findings[0].confidence !== 'possible' || explained.kind === 'empty') {
    return fromExplain(explained);
  }
  const settings = await mailmend.settings(text);
  if (settings.settings.some(({ host, port }) => host !== null || port !== null)) {
    return { call: 'settings', report: settings, seen: ['settings', settings.stack, settings.provider] };
  }
  const address = await mailmend.address(text);
  if (address.normal !== null || address.suggestion !== null || address.addresses) {
    return { call: 'address', report: address, seen: [address.addresses ? 'addresses' : 'an address'] };
  }
  return fromExplain(explained);
}

function fromExplain(report) {
  return { call: 'explain', report, seen: [WORDS.kind[report.kind], report.provider, WORDS.stage[report.stage]] };
}

const READ = {
  any: recognise,
  record: async (text, name) => {
    const report = await mailmend.record(text, name ? { name } : {});
    return { call: 'record', report, seen: [WORDS.record[report.record] ?? 'no record that mailmend knows'] };
  },
  address: async (text) => ({ call: 'address', report: await mailmend.address(text), seen: [] }),
  settings: async (text) => {
    const report = await mailmend.settings(text);
    return { call: 'settings', report, seen: report.settings.length > 0 ? ['settings', report.stack, report.provider] : [] };
  },
  bounce: async (text) => {
    const report = await mailmend.bounce(text);
    return { call: 'bounce', report, seen: [WORDS.bounce[report.kind] ?? 'no bounce message'] };
  },
};

function panel(tab) {
  const answer = h('section', { class: 'answer', 'aria-label': 'Answer', 'aria-busy': 'false' });
  const empty = () => answer.replaceChildren(h('div', { class: 'empty' }, h('h2', {}, tab.empty[0]), h('p', {}, tab.empty[1]), tab.tells && h('ul', {}, tab.tells.map((one) => h('li', {}, one)))));
  empty();
  const ask = tab.plan ? planForm(answer) : textForm(tab, answer, empty);
  return h('div', { class: 'panel', id: `panel-${tab.id}`, role: 'tabpanel', 'aria-labelledby': `tab-${tab.id}`, hidden: true }, ask, answer);
}

function textForm(tab, answer, empty) {
  const area = h('textarea', { id: `text-${tab.id}`, class: tab.short ? 'short' : null, placeholder: tab.placeholder, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', autocorrect: 'off', 'aria-describedby': `hint-${tab.id}` });
  const seen = h('div', { class: 'seen', 'aria-live': 'polite' });
  const name = tab.id === 'record' ? h('input', { id: 'name-record', placeholder: '_dmarc.example.com', autocomplete: 'off', spellcheck: 'false' }) : null;
  let turn = 0;
  let timer;
  let held = null;

  /** Reads the field when the keys have rested for a moment. */
  function later() {
    clearTimeout(timer);
    timer = setTimeout(read, PAUSE);
  }

  async function read() {
    turn += 1;
    const mine = turn;
    const text = (held ?? area.value.slice(0, MOST_READ + 1)).toWellFormed?.() ?? held ?? area.value;
    if (text.trim() === '') {
      seen.replaceChildren();
      empty();
      return;
    }
    answer.setAttribute('aria-busy', 'true');
    try {
      const found = await READ[tab.id](text, name?.value.trim());
      if (mine === turn) {
        draw(found, text);
      }
    } catch (problem) {
      if (mine === turn) {
        failed(answer, problem, read);
      }
    } finally {
      if (mine === turn) {
        answer.setAttribute('aria-busy', 'false');
      }
    }
  }

  function draw({ call, report, seen: words }, text) {
    const known = words.filter(Boolean);
    seen.replaceChildren(...(known.length > 0 ? ['Recognised:', ...known.map((word) => h('span', { class: 'chip' }, word))] : []));
    const show = held === null && call !== 'bounce' ? (one) => select(area, text, one) : null;
    answer.replaceChildren(...[SHOW[call](report, { show, text })].flat(9).filter(Boolean));
    say(report.findings[0]?.title ?? 'Nothing is wrong with it.');
  }

  /** Puts a text in, or keeps it aside where the field would be slow with it. */
  function put(text) {
    if (text.length <= MOST_TYPED) {
      held = null;
      area.value = text;
    } else {
      held = text.slice(0, MOST_READ + 1);
      area.value = `${text.slice(0, 2_000)}\n[…]`;
      say('A long text was pasted. All of it that can be read is read.');
    }
    read();
  }

  area.addEventListener('input', () => {
    held = null;
    later();
  });
  name?.addEventListener('input', later);
  area.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text.length > MOST_TYPED) {
      event.preventDefault();
      put(text);
    }
  });

  async function open(file) {
    if (file.size > LARGEST_FILE) {
      failed(answer, new Error(`The file has ${Math.round(file.size / 1048576).toLocaleString('en')} MB, and a message hardly ever has more than 32.`));
      return;
    }
    turn += 1;
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const report = await mailmend.bounce(bytes);
      if (report.kind !== 'not-bounce') {
        held = null;
        area.value = '';
        draw({ call: 'bounce', report, seen: [file.name, WORDS.bounce[report.kind]] }, '');
      } else if (bytes.subarray(0, 65_536).includes(0)) {
        failed(answer, new Error(`“${file.name}” holds no text. Save the bounce from your mail program as a file (.eml), and drop that.`));
      } else {
        choose('any');
        putInto.any(new TextDecoder().decode(bytes.subarray(0, MOST_READ)));
      }
    } catch (problem) {
      failed(answer, problem);
    }
  }

  putInto[tab.id] = put;
  openIn[tab.id] = open;
  const input = tab.file && h('input', { type: 'file', class: 'away', id: 'file', tabindex: -1, 'aria-label': 'Bounce file', onchange: () => input.files[0] && open(input.files[0]) });
  return h('form', { class: 'ask', onsubmit: (event) => event.preventDefault() },
    tab.file && h('div', { class: 'drop' }, h('p', {}, 'Drop a bounce file here (.eml)'), h('button', { class: 'button main', type: 'button', onclick: () => input.click() }, 'Choose a file'), input),
    h('label', { for: area.id }, tab.label), area,
    h('p', { class: 'hint', id: `hint-${tab.id}` }, tab.hint), seen,
    name && h('div', { class: 'row' }, h('label', { for: 'name-record' }, 'The name it stands at, if you know it'), name),
    h('div', { class: 'row', role: 'group', 'aria-label': 'Examples' }, h('span', { class: 'hint' }, 'Try:'), EXAMPLES[tab.id].map(([label, text]) => h('button', { class: 'button', type: 'button', onclick: () => put(text) }, label)),
      h('button', { class: 'button plain', type: 'button', onclick: () => { put(''); area.focus(); } }, 'Clear')));
}
const putInto = {};
const openIn = {};

/** Selects what shows a finding, in the field. Places are UTF-8 bytes; the field counts UTF-16. */
function select(area, text, { start, end }) {
  const bytes = new TextEncoder().encode(text);
  const before = new TextDecoder().decode(bytes.subarray(0, start)).length;
  const length = new TextDecoder().decode(bytes.subarray(start, end)).length;
  area.focus();
  area.setSelectionRange(before, before + length);
  area.scrollTop = (area.scrollHeight * before) / Math.max(1, text.length) - area.clientHeight / 3;
}

function failed(answer, problem, again) {
  const stopped = problem.code === 'stopped';
  answer.replaceChildren(h('div', { class: 'calm', role: 'alert' },
    h('p', { class: 'why' }, stopped ? 'The reader stopped on this text and was started anew. Your text is still here, and nothing else is lost.' : problem.message),
    stopped && again && h('div', { class: 'row' }, h('button', { class: 'button', type: 'button', onclick: again }, 'Try once more'))));
}

function planForm(answer) {
  const fields = [['volume', 'How many mails?', 'number', '900'], ['provider', 'Sent through', 'text', 'gmail'], ['age', 'Days since the domain began to send', 'number', 'leave empty if long ago']];
  const inputs = {};
  let turn = 0;
  async function read() {
    turn += 1;
    const mine = turn;
    const number = (name) => (inputs[name].value === '' ? undefined : Math.max(0, Math.trunc(Number(inputs[name].value)) || 0));
    const volume = number('volume');
    if (volume === undefined) {
      return;
    }
    try {
      const report = await mailmend.plan({ volume, provider: inputs.provider.value.trim() || undefined, age: number('age') });
      if (mine === turn) {
        answer.replaceChildren(...[plan(report)].flat(9).filter(Boolean));
        say(report.summary[0] ?? '');
      }
    } catch (problem) {
      if (mine === turn) {
        failed(answer, problem, read);
      }
    }
  }
  let timer;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(read, PAUSE);
  };
  return h('form', { class: 'ask', onsubmit: (event) => { event.preventDefault(); read(); } },
    h('div', { class: 'fields' }, fields.map(([name, label, type, placeholder]) => {
      inputs[name] = h('input', { id: `plan-${name}`, type, placeholder, min: type === 'number' ? 0 : null, inputmode: type === 'number' ? 'numeric' : null, autocomplete: 'off', oninput: later });
      return h('div', {}, h('label', { for: `plan-${name}` }, label), inputs[name]);
    })),
    h('p', { class: 'hint' }, 'The provider by its name or its server: gmail, brevo, smtp.office365.com.'),
    h('div', { class: 'row' }, h('button', { class: 'button main', type: 'submit' }, 'Make a plan')));
}

const tabs = document.getElementById('tabs');
const buttons = TABS.map((tab) => h('button', { id: `tab-${tab.id}`, role: 'tab', type: 'button', 'aria-controls': `panel-${tab.id}`, onclick: () => choose(tab.id) }, tab.name));
tabs.append(...buttons);
document.getElementById('panels').append(...TABS.map(panel));

function choose(id, { focus = false } = {}) {
  TABS.forEach((tab, place) => {
    const chosen = tab.id === id;
    buttons[place].setAttribute('aria-selected', String(chosen));
    buttons[place].tabIndex = chosen ? 0 : -1;
    document.getElementById(`panel-${tab.id}`).hidden = !chosen;
    if (chosen && focus) {
      buttons[place].focus();
    }
  });
  current = id;
}
let current = 'any';

// The arrows move among the tabs, as ARIA's pattern for tabs has it.
tabs.addEventListener('keydown', (event) => {
  const place = TABS.findIndex(({ id }) => id === current);
  const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: TABS.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    choose(TABS[(next + TABS.length) % TABS.length].id, { focus: true });
  }
});

let dragged;
addEventListener('dragover', (event) => {
  event.preventDefault();
  document.body.classList.add('dragging');
  clearTimeout(dragged);
  dragged = setTimeout(() => document.body.classList.remove('dragging'), 200);
});
addEventListener('drop', (event) => {
  event.preventDefault();
  const file = event.dataTransfer?.files[0];
  const text = event.dataTransfer?.getData('text/plain');
  if (file) {
    choose('bounce');
    openIn.bounce(file);
  } else if (text) {
    (putInto[current] ?? putInto.any)(text);
  }
});

choose('any');
document.getElementById('text-any').focus({ preventScroll: true });

/** Reads what a page of the documentation hands on, such as `#settings=smtp%3A…`: what follows `#` is sent to no server. */
function handed() {
  const [, id, text] = /^#([a-z]+)=(.*)$/s.exec(location.hash) ?? [];
  if (id && Object.hasOwn(putInto, id)) {
    choose(id);
    try {
      putInto[id](decodeURIComponent(text));
    } catch {
      // It is not encoded as it should be: nothing was handed on.
    }
  }
}
handed();
addEventListener('hashchange', handed);
// The first answer comes sooner when the module has been started before there is a question.
mailmend.explain('').then(() => performance.mark('mailmend-ready'), (problem) => failed(document.querySelector('.answer'), problem));
