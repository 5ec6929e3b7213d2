// What the pages do by themselves: search, copy, and trying an example in place. Without this script all of them read well.
'use strict';
(() => {
  const root = document.documentElement.dataset.root ?? '';
  const field = document.getElementById('q');
  const list = document.getElementById('found');
  const MOST = 8;

  // --- The index is a script, fetched when it is first wanted: a page from a folder may not read files.
  let loading;
  function index() {
    loading ??= new Promise((done, failed) => {
      const script = document.createElement('script');
      script.src = `${root}search-index.js`;
      script.onload = () => done(read(window.mailmendIndex));
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  }

  function read({ pages, words }) {
    const terms = new Map();
    for (const line of words.split('\n')) {
      const space = line.indexOf(' ');
      terms.set(line.slice(0, space), line.slice(space + 1));
    }
    return { pages, terms, sorted: [...terms.keys()] };
  }

  /** Cuts a text into words, as `docs/src/search.rs` does. */
  function tokens(text) {
    const out = [];
    for (const found of text.toLowerCase().matchAll(/[\p{L}\p{N}._-]+/gu)) {
      const run = found[0].replace(/^[._-]+|[._-]+$/g, '');
      const parts = run.split(/[._-]/).filter(Boolean);
      if (parts.length > 1) out.push(run);
      if (parts.length === 1 || !/^[\d.]+$/.test(run)) out.push(...parts.filter((part) => part.length > 1).map(stem));
    }
    return [...new Set(out)].slice(0, 60);
  }

  function stem(word) {
    return /^[\x20-\x7e]{4,}s$/.test(word) && !/[sui]s$/.test(word) ? word.slice(0, -1) : word;
  }

  function search({ pages, terms, sorted }, text) {
    const wanted = tokens(text);
    const scores = new Map();
    wanted.forEach((word, place) => {
      const isLast = place === wanted.length - 1;
      let forms = terms.has(word) ? [[word, 1]] : [];
      if (isLast || !forms.length) forms = forms.concat(beginning(sorted, word).map((form) => [form, .4]));
      const best = new Map();
      for (const [form, share] of forms) {
        const found = postings(terms.get(form));
        const rarity = Math.log(1 + pages.length / found.length);
        for (const [page, weight] of found) best.set(page, Math.max(best.get(page) ?? 0, share * rarity * (1 + weight) / (3 + weight)));
      }
      for (const [page, score] of best) {
        const now = scores.get(page) ?? { score: 0, words: 0 };
        scores.set(page, { score: now.score + score, words: now.words + 1 });
      }
    });
    const rank = ([page, { score, words }]) => score * (.4 + .6 * words / wanted.length) * weightOf(pages[page][2]);
    return [...scores].map((entry) => [rank(entry), entry[0]]).sort((a, b) => b[0] - a[0] || a[1] - b[1]).map(([, page]) => pages[page]);
  }

  function weightOf(kind) {
    return { Error: 1.25, Code: 1.15, Guide: 1.15, Provider: 1.05, List: .9, Document: .8, Reference: .6 }[kind] ?? 1;
  }

  function beginning(sorted, word) {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < word) low = middle + 1; else high = middle;
    }
    const out = [];
    while (low < sorted.length && sorted[low].startsWith(word) && out.length < 12) {
      if (sorted[low] !== word) out.push(sorted[low]);
      low += 1;
    }
    return word.length > 1 ? out : [];
  }

  function postings(text) {
    let page = 0;
    return text.split(',').map((piece) => {
      const number = parseInt(piece, 36);
      page += number >> 4;
      return [page, number & 15];
    });
  }

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function result([path, heading, kind, about], name) {
    return element('a', { class: name, href: root + path }, element('span', { class: 'tag' }, kind), element('b', {}, heading), element('small', {}, about));
  }

  // --- The field in the head of every page.
  let chosen = -1;
  async function suggest() {
    const text = field.value.trim();
    if (!text) return close();
    const found = search(await index(), text).slice(0, MOST);
    if (field.value.trim() !== text) return undefined;
    chosen = -1;
    list.replaceChildren(...(found.length ? found.map((page, place) => {
      const link = result(page, '');
      link.id = `found-${place}`;
      link.setAttribute('role', 'option');
      link.tabIndex = -1;
      return link;
    }) : [element('p', { class: 'none' }, 'Nothing found.')]));
    list.hidden = false;
    field.setAttribute('aria-expanded', 'true');
    return undefined;
  }

  function close() {
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  }

  function choose(step) {
    const links = [...list.querySelectorAll('a')];
    if (!links.length) return;
    chosen = (chosen + step + links.length) % links.length;
    links.forEach((link, place) => link.setAttribute('aria-selected', String(place === chosen)));
    links[chosen].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', links[chosen].id);
  }

  if (field && list) {
    field.addEventListener('focus', () => { index().catch(() => {}); }, { once: true });
    field.addEventListener('input', () => { suggest().catch(() => {}); });
    field.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        choose(event.key === 'ArrowDown' ? 1 : -1);
      } else if (event.key === 'Enter' && !list.hidden && chosen >= 0) {
        event.preventDefault();
        list.querySelectorAll('a')[chosen].click();
      } else if (event.key === 'Escape') {
        close();
      }
    });
    document.addEventListener('click', (event) => { if (!event.target.closest('.search')) close(); });
    document.addEventListener('keydown', (event) => {
      if (event.key === '/' && !event.ctrlKey && !event.metaKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
        event.preventDefault();
        field.focus();
      }
    });
  }

  // --- The page of results.
  const results = document.getElementById('results');
  const asked = new URLSearchParams(location.search).get('q')?.trim();
  if (results && asked) {
    field.value = asked;
    document.title = `${asked} | mailmend`;
    index().then((all) => {
      const found = search(all, asked).slice(0, 40);
      document.getElementById('searched').textContent = found.length ? `For “${asked}”:` : `Nothing was found for “${asked}”.`;
      results.replaceChildren(...found.map((page) => result(page, 'hit')));
    }).catch(() => {});
  }

  // --- `codes.html#AUTH001` is where programs link to: on to the page of the code.
  if (/(^|\/)codes\.html$/.test(location.pathname) && /^#[A-Z]+\d{3}$/.test(location.hash) && document.getElementById(location.hash.slice(1))) {
    location.replace(`codes/${location.hash.slice(1)}.html`);
  }

  // --- A step list of one provider opens when it is linked to.
  function open() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.tagName === 'DETAILS') target.open = true;
  }
  open();
  addEventListener('hashchange', open);

  // --- Code can be copied.
  for (const block of document.querySelectorAll('pre.code, pre.json, pre.said')) {
    const button = element('button', { type: 'button', class: 'copy' }, 'Copy');
    button.addEventListener('click', async () => {
      const text = block.querySelector('code')?.textContent ?? [...block.childNodes].filter((node) => node !== button).map((node) => node.textContent).join('');
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'Not allowed here';
      }
      setTimeout(() => { button.textContent = 'Copy'; }, 1600);
    });
    block.append(button);
  }

  // --- An example is tried where it stands.
  for (const link of document.querySelectorAll('a.try')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || innerWidth < 560) return;
      event.preventDefault();
      const place = link.closest('figure, .card, .sample, p') ?? link;
      const open = place.parentNode.querySelector(':scope > iframe.tried');
      if (open?.previousElementSibling === place) {
        open.remove();
        link.textContent = 'Try it here';
        return;
      }
      const frame = element('iframe', { class: 'tried', src: link.getAttribute('href'), title: 'Try it' });
      place.after(frame);
      link.textContent = 'Close';
      frame.scrollIntoView({ block: 'nearest' });
    });
  }
})();
