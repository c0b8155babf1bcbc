// The search box. prefs.js loads this when a box is used; it loads the index, which are scripts too, so that it works in a
// page opened from a folder. Package searchindex says what is in them. Every page reads without this script.
(() => {
  'use strict';

  // fold makes equal what is typed differently, without moving a character: full-width letters, dashes, capitals.
  const fold = (text) => [...text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u2010-\u2015\u2212]/g, '-').replace(/[\u3000\u00a0_]/g, ' ')]
    .map((c) => { const low = c.toLowerCase(); return low.length === c.length ? low : c; }).join('');
  const pair = /^\p{Script=Han}{2}$/u;

  const sounds = (reading, typed) => reading === typed || reading === 'v' && typed === 'u';

  // A box looks in the index of its own language, beside the search page that it names.
  const indexes = new Map();
  function index(page) {
    if (!indexes.has(page)) indexes.set(page, new Index(new URL('.', page)));
    return indexes.get(page);
  }

  const script = (address) => new Promise((done, fail) => {
    const s = document.createElement('script');
    s.src = address;
    s.onload = done;
    s.onerror = () => fail(new Error(address));
    document.head.append(s);
  });

  class Index {
    constructor(folder) {
      this.root = new URL('../', folder);
      this.ready = script(new URL('names.js', folder)).then(() => this.takeNames(self.gongbaoNames));
      this.texts = this.ready.then(() => script(new URL('texts.js', folder))).then(() => this.takeTexts(self.gongbaoTexts));
    }

    takeNames({ kinds, words, entries, readings }) {
      Object.assign(this, { kinds, words });
      this.readings = new Map(Object.entries(readings).map(([c, list]) => [c, list.split(' ')]));
      this.entries = entries.map(([kind, title, link, code, where, others, records]) => ({
        kind, title, link, code, where, others, records, texts: [],
        names: [title, ...others].map(fold), id: fold(code),
      }));
    }

    takeTexts(texts) {
      texts.forEach((list, i) => {
        for (let k = 0; k < list.length; k += 2) this.entries[i].texts.push({ anchor: list[k], text: list[k + 1], folded: fold(list[k + 1]) });
      });
    }

    // spelled is the end of the part of a name, from a character on, that letters spell: each character by one of its
    // readings, by its first letter or zh, ch, sh, the last one by any beginning. -1 where they do not.
    spelled(letters, name, from) {
      const walk = (i, k) => {
        if (i === letters.length) return k;
        if (k === name.length) return -1;
        const readings = this.readings.get(name[k]);
        if (!readings) {
          if (name[k] === letters[i]) return walk(i + 1, k + 1);
          return k > from && /[^a-z0-9]/.test(name[k]) ? walk(i, k + 1) : -1; // a bracket is not typed
        }
        for (const reading of readings) {
          let same = 0;
          while (same < reading.length && sounds(reading[same], letters[i + same])) same++;
          for (let n = same; n > 0; n--) {
            if (n < reading.length && n > 1 && i + n < letters.length && !/^[zcs]h$/.test(reading.slice(0, n))) continue;
            const end = walk(i + n, k + 1);
            if (end >= 0) return end;
          }
        }
        return -1;
      };
      return walk(0, from);
    }

    // inName is how well a term fits a name, from 0 to 100, and the part of the name that it is.
    inName(term, name) {
      const at = name.indexOf(term);
      if (at >= 0) {
        const score = term === name ? 100 : at === 0 ? 85 : 65;
        return { score: score - Math.min(10, (name.length - term.length) / 2), from: at, to: at + term.length };
      }
      const letters = term.replace(/['\u2019\u00b7-]/g, '');
      if (letters.length > 1 && /^[a-z]+$/.test(letters)) {
        for (let from = 0; from < name.length; from++) {
          // Two letters begin too many words of a long name.
          if (!this.readings.has(name[from]) || from > 0 && letters.length < 3 && name.length > 8) continue;
          const to = this.spelled(letters, name, from);
          if (to < 0) continue;
          const whole = from === 0 && to === name.length;
          return { score: (whole ? 95 : from === 0 ? 84 : 45) - Math.min(10, (name.length - (to - from)) / 2), from, to };
        }
      }
      return { score: 0 };
    }

    // pieces are a term's pairs of characters: what a text may hold of a question that it does not hold as a whole.
    static pieces(term) {
      return term.length < 3 ? [] : Array.from({ length: term.length - 1 }, (_, i) => term.slice(i, i + 2)).filter((p) => pair.test(p));
    }

    // fit is how well a term fits an entry; hit says where it is to be marked.
    fit(entry, term) {
      let best = { score: 0 };
      entry.names.forEach((name, i) => {
        const found = this.inName(term, name);
        const score = found.score - Math.min(3 * i, 6); // the title before its other names
        if (score > best.score) best = { ...found, score, name: i };
      });
      if (best.name) {
        const own = this.inName(term, entry.names[0]); // then it is marked in the title, whichever name fits best
        if (own.score) best = { ...own, score: best.score, name: 0 };
      }
      if (entry.id === term) best = { score: 100, code: true };
      else if (term.length > 1 && entry.id.startsWith(term) && best.score < 70) best = { score: 70, code: true };
      if (best.score >= 40) return best;
      let count = 0;
      entry.texts.forEach((t, i) => {
        if (!t.folded.includes(term)) return;
        if (!count++) best = { score: 30, text: i, marks: [term] };
      });
      if (count) return { ...best, score: 30 + Math.min(8, count) };
      const pieces = Index.pieces(term);
      if (!pieces.length) return best;
      const held = (text) => pieces.filter((p) => text.includes(p));
      entry.names.forEach((name, i) => {
        const share = held(name).length / pieces.length;
        if (share >= 0.5 && 40 * share > best.score) best = { score: 40 * share, name: i, marks: held(name) };
      });
      entry.texts.forEach((t, i) => {
        const share = held(t.folded).length / pieces.length;
        if (share >= 0.5 && 25 * share > best.score) best = { score: 25 * share, text: i, marks: held(t.folded) };
      });
      return best;
    }

    rank(terms) {
      const found = [];
      this.entries.forEach((entry, order) => {
        const hits = terms.map((term) => this.fit(entry, term));
        if (hits.every((h) => h.score > 0)) found.push({ entry, hits, order, score: hits.reduce((sum, h) => sum + h.score, 0) / hits.length });
      });
      return found;
    }

    // records are the pages of a measure in a place, where both are asked for.
    records(terms) {
      const pick = (test, least) => this.entries.flatMap((entry) => {
        if (!test(entry)) return [];
        const best = Math.max(...terms.map((term, i) => (this.fit(entry, term).score >= least ? i + 1 : 0)));
        return best ? [{ entry, term: best - 1 }] : [];
      });
      if (terms.length < 2) return [];
      const measureKind = 1;
      const places = pick((e) => e.records, 65);
      const measures = pick((e) => e.kind === measureKind, 55);
      const found = [];
      for (const p of places) {
        for (const m of measures) {
          if (p.term === m.term || found.length > 40) continue;
          const entry = {
            kind: 2, title: `${p.entry.title} · ${m.entry.code} ${m.entry.title}`, code: '', where: '', others: [], texts: [],
            link: p.entry.link.replace(/index\.html$/, m.entry.link),
          };
          found.push({ entry, hits: [], order: found.length, score: 96 });
        }
      }
      return found;
    }

    // find are the results for a question, the best first, in groups of one kind.
    find(question) {
      let terms = fold(question).split(/[\s,;!?"'\u3001\u3002\u2018-\u201d]+/).filter(Boolean);
      if (!terms.length) return [];
      const joined = fold(question).replace(/[\s'\u2019]+/g, '');
      let found = this.rank([joined]);
      if (terms.length > 1) {
        const seen = new Set(found.map((f) => f.entry));
        found.push(...this.rank(terms).filter((f) => !seen.has(f.entry)));
      } else {
        // 七星关区落户: a place and what is asked of it.
        const place = this.entries.flatMap((e) => (e.records ? e.names : [])).filter((n) => joined.startsWith(n) && n.length < joined.length)
          .sort((a, b) => b.length - a.length)[0];
        if (place) terms = [place, joined.slice(place.length)];
      }
      found = [...this.records(terms), ...found];
      found.sort((a, b) => b.score - a.score || a.entry.kind - b.entry.kind || a.order - b.order);
      const groups = new Map();
      for (const f of found) {
        if (!groups.has(f.entry.kind)) groups.set(f.entry.kind, []);
        groups.get(f.entry.kind).push(f);
      }
      return [...groups].map(([kind, results]) => ({ kind: this.kinds[kind], results }));
    }

    address(entry, anchor) {
      return new URL(anchor ? entry.link.replace(/#.*$/, '') + '#' + anchor : entry.link, this.root).href;
    }

    say(word, values) { return (this.words[word] || '').replace(/\{(\w+)\}/g, (_, key) => values[key]); }
  }

  const element = (name, attributes = {}, ...children) => {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
    e.append(...children);
    return e;
  };

  // Chinese in a page of another language is read out as Chinese.
  const tongue = (text) => (/\p{Script=Han}/u.test(text) && !document.documentElement.lang.startsWith('zh') ? { lang: 'zh-CN' } : {});

  // marked is a text with the parts [from, to) marked.
  function marked(text, parts) {
    const nodes = [];
    let at = 0;
    for (const [from, to] of parts.sort((a, b) => a[0] - b[0])) {
      if (to <= at) continue;
      const start = Math.max(at, from);
      nodes.push(text.slice(at, start), element('mark', {}, text.slice(start, to)));
      at = to;
    }
    return [...nodes, text.slice(at)];
  }

  function occurrences(folded, marks) {
    const parts = [];
    for (const m of marks) {
      for (let at = folded.indexOf(m); at >= 0; at = folded.indexOf(m, at + 1)) parts.push([at, at + m.length]);
    }
    return parts;
  }

  // view is what is shown of a result: the title, another name that was meant, a passage around what was asked.
  function view({ entry, hits }) {
    const named = (i) => hits.filter((h) => h.name === i).flatMap((h) => (h.marks ? occurrences(entry.names[i], h.marks) : [[h.from, h.to]]));
    const other = hits.find((h) => h.name > 0);
    const coded = hits.some((h) => h.code);
    const title = [...marked(entry.title, named(0))];
    const detail = [];
    if (entry.code) detail.push(element('span', { class: 'code' }, ...(coded ? [element('mark', {}, entry.code)] : [entry.code])));
    if (entry.where) detail.push(element('span', tongue(entry.where), entry.where));
    if (other && entry.others[other.name - 1]) detail.push(element('span', tongue(entry.others[other.name - 1]), ...marked(entry.others[other.name - 1], named(other.name))));
    const hit = hits.find((h) => h.text !== undefined);
    let snippet, text = '', anchor = '';
    if (hit) {
      const t = entry.texts[hit.text];
      const marks = hits.flatMap((h) => h.marks || []);
      const [first = 0] = occurrences(t.folded, marks).map((p) => p[0]).sort((a, b) => a - b);
      const from = first > 24 ? first - 16 : 0;
      const to = Math.min(t.text.length, from + 78);
      snippet = [from ? '…' : '', ...marked(t.text.slice(from, to), occurrences(t.folded.slice(from, to), marks)), to < t.text.length ? '…' : ''];
      text = t.text;
      anchor = t.anchor;
    } else if (entry.texts.length) {
      ({ text } = entry.texts[0]);
      snippet = [text.slice(0, 60), text.length > 60 ? '…' : ''];
    }
    return { title, detail, snippet, text, anchor };
  }

  const total = (groups) => groups.reduce((sum, g) => sum + g.results.length, 0);

  // The box of the masthead: a combobox whose list shows the best results. Enter without a choice opens the search page.
  class Box {
    constructor(holder) {
      this.page = new URL(holder.dataset.find, location.href).href;
      this.index = index(this.page);
      this.input = holder.querySelector('input');
      this.list = holder.querySelector('[role="listbox"]');
      this.status = holder.querySelector('[role="status"]');
      this.at = -1;
      this.options = [];
      this.input.addEventListener('input', () => this.search());
      this.input.addEventListener('keydown', (e) => this.key(e));
      holder.addEventListener('focusout', (e) => holder.contains(e.relatedTarget) || this.close());
      // A press on the list must not take the focus from the box, or the list were gone before the click.
      this.list.addEventListener('pointerdown', (e) => e.preventDefault());
      this.list.addEventListener('mousedown', (e) => e.preventDefault());
      this.index.texts.then(() => this.search(), () => {});
      if (this.input.value) this.search();
    }

    search() {
      this.index.ready.then(() => this.show(), () => this.close());
    }

    show() {
      const question = this.input.value.trim();
      this.close();
      if (!question || document.activeElement !== this.input) return;
      const groups = this.index.find(question);
      const count = total(groups);
      this.status.textContent = this.index.say(count ? 'count' : 'none', { n: count, q: question });
      const most = 8;
      let left = most;
      groups.forEach((group, g) => {
        const some = group.results.slice(0, Math.min(left, Math.max(3, most - 2 * groups.length)));
        if (!some.length) return;
        left -= some.length;
        const box = element('div', { role: 'group', 'aria-labelledby': `find-g${g}` }, element('p', { id: `find-g${g}`, class: 'kind' }, group.kind));
        for (const result of some) {
          const { title, detail, snippet, anchor } = view(result);
          const option = element('div', { role: 'option', id: `find-${this.options.length}`, 'aria-selected': 'false' }, element('span', { class: 't' }, ...title));
          if (detail.length) option.append(element('span', { class: 'd' }, ...detail));
          if (snippet && result.hits.some((h) => h.text !== undefined)) option.append(element('span', { class: 's' }, ...snippet));
          this.option(option, this.index.address(result.entry, anchor));
          box.append(option);
        }
        this.list.append(box);
      });
      const all = element('div', { role: 'option', id: `find-${this.options.length}`, 'aria-selected': 'false', class: 'all' },
        this.index.say(count ? 'all' : 'none', { n: count, q: question }));
      this.option(all, `${this.page}?q=${encodeURIComponent(question)}`);
      this.list.append(all);
      this.list.hidden = false;
      this.input.setAttribute('aria-expanded', 'true');
    }

    option(option, address) {
      option.addEventListener('click', () => { location.href = address; });
      option.dataset.address = address;
      this.options.push(option);
    }

    close() {
      this.list.hidden = true;
      this.list.replaceChildren();
      this.options = [];
      this.at = -1;
      this.input.setAttribute('aria-expanded', 'false');
      this.input.removeAttribute('aria-activedescendant');
      this.status.textContent = '';
    }

    choose(at) {
      this.options[this.at]?.setAttribute('aria-selected', 'false');
      this.at = at;
      const option = this.options[at];
      if (!option) {
        this.input.removeAttribute('aria-activedescendant');
        return;
      }
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      this.input.setAttribute('aria-activedescendant', option.id);
    }

    key(e) {
      if (e.isComposing || e.ctrlKey || e.altKey || e.metaKey) return;
      const n = this.options.length;
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
        e.preventDefault();
        if (!n) this.search();
        else this.choose(e.key === 'ArrowDown' ? (this.at + 2) % (n + 1) - 1 : (this.at + n + 1) % (n + 1) - 1);
      } else if (e.key === 'Enter') {
        const question = this.input.value.trim();
        if (this.at >= 0) location.href = this.options[this.at].dataset.address;
        else location.href = this.page + (question ? `?q=${encodeURIComponent(question)}` : '');
      } else if (e.key === 'Escape') {
        e.preventDefault();
        if (n) this.close();
        else this.input.value = '';
      }
    }
  }

  // The search page: all results as links, the question in the address.
  class Page {
    constructor(holder) {
      this.index = index(new URL(holder.dataset.find, location.href).href);
      this.holder = holder;
      this.input = holder.querySelector('input');
      this.status = holder.querySelector('[role="status"]');
      this.results = holder.querySelector('.results');
      this.open = new Set();
      const asked = new URLSearchParams(location.search).get('q');
      if (asked && !this.input.value) this.input.value = asked;
      this.input.addEventListener('input', () => { this.open.clear(); this.search(); });
      holder.addEventListener('keydown', (e) => this.key(e));
      this.search();
      this.index.texts.then(() => this.search(), () => {});
    }

    search() {
      const question = this.input.value.trim();
      const address = new URL(location.href);
      if (question) address.searchParams.set('q', question);
      else address.searchParams.delete('q');
      if (address.href !== location.href) history.replaceState(null, '', address);
      this.index.ready.then(() => this.show(question), () => { this.status.textContent = this.holder.dataset.failed; });
    }

    show(question) {
      if (question !== this.input.value.trim()) return; // a later one is on its way
      const focused = this.results.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
      this.results.replaceChildren();
      this.holder.toggleAttribute('data-asked', Boolean(question));
      if (!question) {
        this.status.textContent = '';
        return;
      }
      const groups = this.index.find(question);
      const count = total(groups);
      this.status.textContent = count
        ? this.index.say('count', { n: count }) + groups.map((g) => `${g.kind} ${g.results.length}`).join(this.index.words.between)
        : this.index.say('none', { q: question });
      const most = groups.length > 1 ? 6 : 30;
      groups.forEach((group, g) => {
        const section = element('section', { 'aria-labelledby': `kind-${g}` },
          element('h2', { id: `kind-${g}` }, group.kind, ' ', element('span', { class: 'na' }, String(group.results.length))));
        const list = element('ol', {});
        const shown = this.open.has(group.kind) ? group.results : group.results.slice(0, most);
        for (const result of shown) {
          const { title, detail, snippet, text, anchor } = view(result);
          const link = element('a', { href: this.index.address(result.entry, anchor), ...tongue(result.entry.title) }, ...title);
          const item = element('li', {}, link);
          if (detail.length) item.append(element('p', { class: 'd' }, ...detail));
          if (snippet) item.append(element('p', { class: 's', ...tongue(text) }, ...snippet));
          list.append(item);
        }
        section.append(list);
        if (shown.length < group.results.length) {
          const more = element('button', { type: 'button', class: 'unfold' }, this.index.say('rest', { n: group.results.length - shown.length, kind: group.kind }));
          more.addEventListener('click', () => {
            this.open.add(group.kind);
            this.show(question);
            this.results.querySelectorAll('section')[g].querySelectorAll('a')[most].focus();
          });
          section.append(more);
        }
        this.results.append(section);
      });
      if (focused) [...this.results.querySelectorAll('a')].find((a) => a.getAttribute('href') === focused)?.focus();
    }

    key(e) {
      if (e.isComposing || e.ctrlKey || e.altKey || e.metaKey) return;
      const links = [...this.results.querySelectorAll('a')];
      const at = links.indexOf(document.activeElement);
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp' || e.key === 'Enter' && document.activeElement === this.input) {
        if (!links.length || at < 0 && (document.activeElement !== this.input || e.key === 'ArrowUp')) return;
        e.preventDefault();
        const next = at + (e.key === 'ArrowUp' ? -1 : 1);
        if (next < 0) this.input.focus();
        else links[Math.min(next, links.length - 1)].focus();
      } else if (e.key === 'Escape') {
        e.preventDefault();
        if (document.activeElement !== this.input) this.input.focus();
        else if (this.input.value) {
          this.input.value = '';
          this.search();
        }
      }
    }
  }

  for (const holder of document.querySelectorAll('[data-find]')) holder.querySelector('.results') ? new Page(holder) : new Box(holder);
})();
