// Draws reports. Everything that comes from outside becomes text, never markup.

/** An element: its attributes, and its children; strings become text. */
function h(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG.has(name) ? 'http://www.w3.org/2000/svg' : 'http://www.w3.org/1999/xhtml', name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}
const SVG = new Set(['svg', 'rect', 'line', 'text']);

/** Evidence that is shown of one finding: a list of a thousand helps nobody. */
const MOST_SHOWN = 8;

function finding(found, { level = 'h2', show, who } = {}) {
  const step = level === 'h2' ? 'h3' : 'h4';
  return h('article', { class: 'card' },
    h('p', { class: 'kicker' },
      h('span', { class: `badge ${found.severity}` }, WORDS.severity[found.severity]),
      h('span', {}, found.confidence === 'certain' ? 'This is certain' : found.confidence === 'likely' ? 'This is likely' : 'This is a guess'),
      h('a', { href: `codes.html#${encodeURIComponent(found.code)}`, title: 'All about this code' }, found.code)),
    who && h('p', { class: 'who' }, who),
    h(level, {}, found.title),
    h('p', { class: 'why' }, found.why),
    h('dl', { class: 'verdict' },
      pair('Who has to act', WORDS.owner[found.owner]),
      // What a rule finds in a record or in settings is no mail that failed.
      found.class !== null && pair('Try again?', retry(found)),
      found.class !== null && found.area !== 'settings' && pair('The recipient’s address', WORDS.recipient[found.recipient])),
    found.evidence.length > 0 && [h(step, { class: 'part' }, 'What shows it'), proof(found.evidence, show)],
    found.fixes.length > 0 && [h(step, { class: 'part' }, 'What to do'), h('ol', { class: 'steps' }, found.fixes.map(fix))],
    h('div', { class: 'row' }, copyButton('Copy this answer', () => plain(found))));
}

function pair(term, meaning) {
  return h('div', {}, h('dt', {}, term), h('dd', {}, meaning ?? ''));
}

function proof(evidence, show) {
  return h('ul', { class: 'proof' }, evidence.slice(0, MOST_SHOWN).map((one) =>
    h('li', {}, h('mark', {}, one.text || '(nothing)'), show && one.end > one.start && h('button', { class: 'button plain', type: 'button', onclick: () => show(one), 'aria-label': `Show in text: ${one.text.slice(0, 60)}` }, 'Show in text'))));
}

function fix({ text, link, commands }) {
  const address = safe(link);
  return h('li', {}, text,
    address && [h('br'), h('a', { class: 'more', href: address, target: '_blank', rel: 'noopener noreferrer' }, address.replace(/^https:\/\//, ''), h('span', { class: 'away' }, ' (opens a new tab)'))],
    commands.map((command) => code(command)));
}

/** A link that leads to a page, or none: no other scheme becomes one. */
function safe(link) {
  return typeof link === 'string' && /^https:\/\//.test(link) ? link : null;
}

/** A text to copy; `lines` are those that are new, by their numbers. */
function code(text, { lines = new Set(), what = '' } = {}) {
  const rows = text.split('\n');
  const content = lines.size === 0 ? [text] : rows.map((row, place) => (lines.has(place) ? h('span', { class: 'new' }, h('span', { class: 'away' }, 'Changed: '), row || ' ') : `${row}${lines.has(place + 1) ? '' : '\n'}`));
  return h('div', { class: 'code' }, h('pre', { tabindex: 0, 'aria-label': what || 'Text to copy', role: 'group' }, content), copyButton('Copy', () => text, what));
}

function copyButton(label, text, what = '') {
  const button = h('button', { class: 'button', type: 'button', 'aria-label': what ? `${label} ${what.toLowerCase()}` : null }, label);
  button.addEventListener('click', async () => {
    const done = await copied(text());
    button.textContent = done ? 'Copied' : 'Select and copy by hand';
    say(done ? 'Copied.' : 'The browser does not let this page copy.');
    setTimeout(() => { button.textContent = label; }, 1_800);
  });
  return button;
}

/** Copies, also where a page that was opened from a disk may not use the clipboard. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h('textarea', { class: 'away', 'aria-hidden': 'true', tabindex: -1 });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

/** An answer as text, to be sent to somebody else. */
function plain(found) {
  const steps = found.fixes.map(({ text, link, commands }, place) => [`${place + 1}. ${text}`, link, ...commands].filter(Boolean).join('\n   '));
  return [`${found.title} (${found.code})`, '', found.why, '', `Who has to act: ${WORDS.owner[found.owner]}`, `Try again: ${retry(found)}`, `The recipient’s address: ${WORDS.recipient[found.recipient]}`, '', ...steps].join('\n');
}

/** All findings: the first in full, the others to unfold. */
function findings(list, options = {}) {
  const [first, ...others] = list;
  return [
    first && finding(first, options),
    others.length > 0 && h('section', { 'aria-label': 'More findings' }, h('h2', { class: 'part' }, others.length === 1 ? 'One more thing' : `${others.length} more things`),
      others.map((one) => h('details', {}, h('summary', {}, one.title), finding(one, { ...options, level: 'h3' })))),
  ];
}

function good(title, text) {
  return h('article', { class: 'card' }, h('p', { class: 'kicker' }, h('span', { class: 'badge good' }, 'In order')), h('h2', {}, title), h('p', { class: 'why' }, text));
}

function corrected(title, text, lines) {
  return h('article', { class: 'card' }, h('h2', {}, title), code(text, { lines, what: title }));
}

/** The answer to a text of any kind: the parts of the page, in order. */
const SHOW = {
  explain: (report, options) => [cut(report), findings(report.findings, options)],
  record: (report, options) => [
    cut(report),
    report.fixed !== null && corrected('The corrected record', report.fixed),
    report.findings.length === 0 ? good('This record is right', 'Nothing in it has to be changed.') : findings(report.findings, options),
    report.publish && h('details', {}, h('summary', {}, 'How to publish it'), h('p', { class: 'label' }, 'As a line of a zone file'), code(report.publish.zone, { what: 'Line of a zone file' }), h('p', { class: 'label' }, 'As strings of at most 255 bytes'), code(report.publish.strings.map((one) => JSON.stringify(one)).join(' '), { what: 'Strings' })),
  ],
  address: (report, options) => [
    cut(report),
    report.suggestion !== null && corrected('Did you mean this address?', report.suggestion),
    report.findings.length === 0 && !report.addresses ? good('This address is well formed', report.normal === null ? '' : `Store it as ${report.normal}. Whether the mailbox exists, only the receiving server knows.`) : findings(report.findings, options),
    report.addresses && h('div', { class: 'card wide' }, table('The addresses', ['Address', 'Name', 'Verdict'], report.addresses.map((one) => [one.text, one.display ?? '', one.suggestion ? `Did you mean ${one.suggestion}?` : one.valid.form === false ? 'Not usable' : 'Well formed']))),
  ],
  settings: (report, options) => [
    cut(report),
    report.fixed !== null && corrected('The corrected settings', report.fixed, changedLines(options.text, report.edits)),
    report.findings.length === 0 ? good('These settings fit together', 'Whether the password is right, only the server knows.') : findings(report.findings, options),
    report.settings.length > 0 && h('div', { class: 'card wide' }, table('What the settings say', ['Server', 'Port', 'Encryption', 'User', 'Sender'], report.settings.map((one) => [one.host ?? '–', one.port === null ? '–' : String(one.port), WORDS.security[one.security] ?? '–', one.user ?? '–', one.from ?? '–']))),
  ],
  bounce: (report) => [
    report.bounce.subject && h('p', { class: 'calm' }, `About your mail “${report.bounce.subject}”`),
    report.findings.length === 0 ? good('This message reports no failure', 'No recipient is named in it that could not be reached.') : report.findings.length === 1 ? finding(report.findings[0], { who: report.findings[0].facts.recipient }) : [
      h('div', { class: 'card wide' }, table(`${report.findings.length} recipients`, ['Recipient', 'What happened', 'The address'], report.findings.map((one) => [one.facts.recipient ?? '–', one.title, WORDS.recipient[one.recipient]]))),
      report.findings.slice(0, 50).map((one) => h('details', {}, h('summary', {}, named(one)), finding(one, { level: 'h3' }))),
    ],
  ],
};

function named(found) {
  return found.facts.recipient ? `${found.facts.recipient}: ${found.title}` : found.title;
}

function cut({ cut }) {
  return cut && h('p', { class: 'calm' }, `The text is long: ${cut.read.toLocaleString('en')} of ${cut.given.toLocaleString('en')} bytes were read.`);
}

function table(caption, heads, rows, numbers = []) {
  const kind = (place) => (numbers.includes(place) ? 'number' : null);
  return h('table', {}, h('caption', {}, caption),
    h('thead', {}, h('tr', {}, heads.map((head, place) => h('th', { scope: 'col', class: kind(place) }, head)))),
    h('tbody', {}, rows.slice(0, 500).map((row) => h('tr', {}, row.map((cell, place) => h('td', { class: kind(place) }, cell))))));
}

/** The lines of the corrected text that edits have changed. Edits come in order; masking a secret moves no line. */
function changedLines(text, edits) {
  const bytes = new TextEncoder().encode(text);
  const breaks = (from, to) => {
    let count = 0;
    for (let place = from; place < to; place += 1) {
      count += bytes[place] === 10 ? 1 : 0;
    }
    return count;
  };
  const lines = new Set();
  let line = 0;
  let done = 0;
  for (const { start, end, text } of edits) {
    line += breaks(done, start);
    const added = text === null ? breaks(start, end) : text.split('\n').length - 1;
    const first = text?.startsWith('\n') ? 1 : 0;
    const last = text?.endsWith('\n') && added > 0 ? added - 1 : added;
    for (let place = first; place <= last; place += 1) {
      lines.add(line + place);
    }
    line += added;
    done = end;
  }
  return lines;
}

/** A plan: sentences, a table of its runs, and a picture of its days. */
function plan(report) {
  const days = perDay(report);
  const most = Math.max(1, ...days);
  const width = Math.min(48, Math.max(4, 640 / Math.max(1, days.length) - 4));
  return [
    h('article', { class: 'card' }, h('h2', {}, 'The plan'), report.summary.map((sentence) => h('p', { class: 'why' }, sentence)),
      days.length > 0 && h('svg', { class: 'chart', viewBox: '0 0 680 152', role: 'img', 'aria-label': `Mails a day: ${days.slice(0, 60).join(', ')}` },
        days.map((count, day) => h('rect', { x: 30 + day * (width + 4), y: 130 - (count / most) * 110, width, height: Math.max(1, (count / most) * 110), rx: Math.min(3, width / 2) })),
        h('line', { x1: 26, x2: 676, y1: 130.5, y2: 130.5 }), h('text', { x: 30, y: 148 }, 'Day 1'), days.length > 1 && h('text', { x: 30 + (days.length - 1) * (width + 4), y: 148, 'text-anchor': days.length > 12 ? 'end' : 'start' }, `Day ${days.length}`), h('text', { x: 30, y: 12 }, `${most.toLocaleString('en')} mails on the busiest day`))),
    report.runs.length > 0 && h('div', { class: 'card wide' }, table('Batches', ['Starts after', 'Every', 'Mails each', 'How often'], report.runs.map((run) => [run.start === 0 ? 'at once' : duration(run.start), duration(run.every), run.count.toLocaleString('en'), `${run.times.toLocaleString('en')} times`]), [2, 3])),
    report.limits.length > 0 && h('div', { class: 'card wide' }, table('Limits that apply', ['Limit', 'Used by the plan', 'Source'], report.limits.map((limit) => [`${limit.count.toLocaleString('en')} ${limit.unit} a ${limit.per}${limit.binds ? ' (sets the pace)' : ''}`, limit.mails === null ? '–' : `${limit.mails.toLocaleString('en')} mails`, `${limit.source}${limit.confirmed ? '' : ' (not confirmed)'}`]))),
    findings(report.findings),
  ];
}

/** How many mails go out on each day, of at most 90 days. */
function perDay({ runs, duration: length }) {
  const days = new Array(Math.min(90, Math.ceil(length / 86_400))).fill(0);
  for (const { start, every, count, times } of runs) {
    for (let day = 0; day < days.length; day += 1) {
      const before = (time) => Math.min(times, Math.max(0, Math.ceil((time - start) / Math.max(1, every))));
      days[day] += (before((day + 1) * 86_400) - before(day * 86_400)) * count;
    }
  }
  return days;
}
