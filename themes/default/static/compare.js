// Puts regions of the reader's choice side by side, in one indicator: a finding, a chart, a table, a file.
//
// Page:  <form class="chooser" hidden> with a select of indicators and a checkbox a region, <section class="compared" hidden>
//        with places for what is made here, and <script type="application/json" id="compare-words">: sentences with {places}.
// Data:  figures/<indicator>.js beside the page calls gongbaoCompare(figures), package site says with what; a script can be
//        loaded from a folder, where nothing can be fetched.
// The choice stands in the address, #i=<indicator>&r=<region>,<region>, so that it can be passed on.
(() => {
  'use strict';

  const form = document.querySelector('.chooser');
  if (!form) return;
  const words = JSON.parse(document.getElementById('compare-words').textContent);
  const result = document.querySelector('.compared');
  const part = (selector) => result.querySelector(selector);
  const select = form.querySelector('select');
  const boxes = [...form.querySelectorAll('input')];
  const status = form.querySelector('[role="status"]');
  const names = new Map(boxes.map((b) => [b.value, b.parentElement.textContent.trim()]));

  const fill = (id, values) => words[id].replace(/\{([a-z]+)\}/g, (all, name) => values[name] ?? all);
  const number = (text) => Number(text.replace('−', '-').replaceAll(',', ''));
  const html = (name, attributes = {}, ...content) => {
    const e = document.createElement(name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    e.append(...content);
    return e;
  };
  const svg = (name, attributes = {}, text = '') => {
    const e = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, typeof v === 'number' ? Math.round(v * 10) / 10 : v);
    e.textContent = text;
    return e;
  };

  // The figures of an indicator, loaded once.
  const known = new Map();
  let waiting; // for the script that is on its way
  window.gongbaoCompare = (figures) => known.set(figures.id, figures);
  const load = (id) => new Promise((done, fail) => {
    if (known.has(id)) return done(known.get(id));
    const script = html('script', { src: `figures/${encodeURIComponent(id)}.js` });
    script.onload = () => (known.has(id) ? done(known.get(id)) : fail(new Error(id)));
    script.onerror = () => fail(new Error(id));
    document.head.append(script);
  });

  // A region keeps its colour while it is chosen, whatever comes and goes beside it.
  const slots = Array(words.most).fill('');
  const chosen = () => slots.filter(Boolean);
  const choose = (codes) => {
    slots.forEach((code, i) => { if (code && !codes.includes(code)) slots[i] = ''; });
    for (const code of codes) {
      const free = slots.indexOf('');
      if (!slots.includes(code) && free >= 0) slots[free] = code;
    }
    for (const b of boxes) b.checked = slots.includes(b.value);
  };

  const address = () => `#i=${encodeURIComponent(select.value)}&r=${chosen().map(encodeURIComponent).join(',')}`;
  function read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    if (!asked.has('i')) return false;
    if ([...select.options].some((o) => o.value === asked.get('i'))) select.value = asked.get('i');
    slots.fill('');
    choose((asked.get('r') || '').split(',').filter((c) => names.has(c)));
    return true;
  }
  function note() {
    try { history.replaceState(null, '', address()); } catch { location.replace(address()); }
  }

  // compared says what is to be seen: the chosen regions that have figures, and the periods for which any of them has.
  function compared(d) {
    const series = slots.map((code, slot) => ({ code, slot, name: names.get(code), figures: d.figures[code] })).filter((s) => s.figures);
    const at = d.periods.map((_, k) => k).filter((k) => series.some((s) => s.figures[k]));
    return { series, at, lacking: chosen().filter((c) => !d.figures[c]).map((c) => names.get(c)) };
  }

  // scaleFor is the largest unit that a figure fills.
  const scaleFor = (d, figure) => d.scales.findLast((s) => s.factor <= Math.abs(figure)) ?? d.scales[0];

  function finding(d, { series, at }) {
    if (!chosen().length) return words.choose;
    if (!series.length) return words.nothing;
    const least = Math.min(2, series.length);
    // The newest period that most of them share.
    const have = (k) => series.filter((s) => s.figures[k]);
    const most = Math.max(...at.map((k) => have(k).length));
    if (most < least) return words.apart;
    const k = at.findLast((k) => have(k).length === most);
    const period = d.periods[k].name;
    const ranked = have(k).map((s) => ({ name: s.name, text: s.figures[k].quantity, value: number(s.figures[k].text) })).sort((a, b) => b.value - a.value);
    const [high, low] = [ranked[0], ranked.at(-1)];
    const all = (value) => ranked.filter((x) => x.value === value).map((x) => x.name).join(words.break);
    if (ranked.length === 1) return fill('single', { period, name: high.name, value: high.text });
    if (high.value === low.value) return fill('equal', { period, names: all(high.value), value: high.text });
    const apart = high.value - low.value;
    const scale = scaleFor(d, apart);
    const difference = scale.difference.replace('{n}', (apart / scale.factor).toFixed(scale.decimals));
    return fill('finding', { period, highest: all(high.value), high: high.text, lowest: all(low.value), low: low.text, difference });
  }

  // ticks are round numbers from below the least to above the greatest value.
  function ticks(low, high) {
    const raw = (high - low || Math.abs(high) || 1) / 4;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].find((m) => m * power >= raw) * power;
    const from = Math.floor(low / step);
    const through = Math.max(Math.ceil(high / step), from + 1);
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return Array.from({ length: through - from + 1 }, (_, i) => ({ value: (from + i) * step, text: ((from + i) * step).toFixed(digits).replace('-', '−') }));
  }

  const canvas = document.createElement('canvas').getContext('2d');
  function draw(d, { series, at }, says) {
    const box = part('.drawing');
    box.replaceChildren();
    if (!series.length) return false;
    const style = getComputedStyle(box);
    const size = parseFloat(style.getPropertyValue('--compare-fs')) || 13;
    canvas.font = `600 ${size}px ${style.fontFamily}`;
    const measure = (text) => canvas.measureText(text).width;
    const width = Math.max(280, Math.min(box.clientWidth, 960));
    const chart = (height) => svg('svg', { class: 'chart compare', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': says });
    if (at.length === 1) {
      box.append(bars(d, series, at[0], chart, width, size, measure));
      return false;
    }
    const greatest = Math.max(...series.flatMap((s) => at.map((k) => s.figures[k]).filter(Boolean).map((f) => Math.abs(number(f.text)))));
    const scale = scaleFor(d, greatest);
    const value = (f) => number(f.text) / scale.factor;
    const values = series.flatMap((s) => at.map((k) => s.figures[k]).filter(Boolean).map(value));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const axis = ticks(d.zero ? Math.min(0, low) : low, d.zero ? Math.max(0, high) : high);
    // Names stand at the ends of the lines; on a phone the figure goes below the name.
    const last = (s) => at.findLast((k) => s.figures[k]);
    const narrow = width < 560;
    const lines = narrow ? 2 : 1;
    const label = (s) => (narrow ? [s.name, s.figures[last(s)].quantity] : [`${s.name} ${s.figures[last(s)].quantity}`]);
    const right = Math.min(width * 0.45, 16 + Math.max(...series.flatMap((s) => label(s).map(measure))));
    const left = 8 + Math.max(...axis.map((t) => measure(t.text)));
    const [top, bottom] = [size + 16, size + 18];
    const height = Math.max(narrow ? 300 : 360, top + bottom + series.length * lines * (size + 3));
    const root = chart(height);
    const [from, through] = [d.periods[at[0]].at, d.periods[at.at(-1)].at];
    const x = (k) => left + ((d.periods[k].at - from) / (through - from || 1)) * (width - left - right);
    const y = (v) => height - bottom - ((v - axis[0].value) / (axis.at(-1).value - axis[0].value)) * (height - top - bottom);
    root.append(svg('text', { class: 't-text-muted', x: 0, y: size }, scale.unit));
    for (const t of axis) {
      root.append(svg('line', { class: t.value === 0 || t === axis[0] ? 'g-axis' : 'g-grid', x1: left, x2: width - right, y1: y(t.value), y2: y(t.value) }));
      root.append(svg('text', { class: 't-text-muted', x: left - 6, y: y(t.value) + size * 0.35, 'text-anchor': 'end' }, t.text));
    }
    let free = -Infinity;
    let year;
    for (const k of at) {
      if (d.periods[k].year === year) continue;
      year = d.periods[k].year;
      const text = fill('year', { year });
      const half = measure(text) / 2;
      if (x(k) - half < free) continue;
      free = x(k) + half + 8;
      root.append(svg('text', { class: 't-text-muted', x: Math.max(x(k), half), y: height - 4, 'text-anchor': 'middle' }, text));
    }
    for (const s of series) {
      const points = at.filter((k) => s.figures[k]);
      const path = points.map((k, i) => `${i === 0 || s.figures[k].gap ? 'M' : 'L'}${x(k).toFixed(1)} ${y(value(s.figures[k])).toFixed(1)}`).join('');
      root.append(svg('path', { class: `c-line c-${s.slot + 1}`, d: path }));
      const dense = points.length > 12; // then the ends and the changes of kind are marked
      points.forEach((k, i) => {
        const f = s.figures[k];
        const before = s.figures[points[i - 1]];
        if (dense && i && i < points.length - 1 && !f.gap && !s.figures[points[i + 1]].gap && !!f.demo === !!before.demo && !f.hollow) return;
        const shape = f.demo
          ? svg('rect', { x: x(k) - 3.5, y: y(value(f)) - 3.5, width: 7, height: 7 })
          : svg('circle', { cx: x(k), cy: y(value(f)), r: 4 });
        shape.setAttribute('class', `c-point c-${s.slot + 1}${f.hollow ? ' hollow' : ''}`);
        shape.append(svg('title', {}, [s.name, d.periods[k].name, f.quantity].join(' ')));
        root.append(shape);
      });
    }
    // Labels that would lie on each other move apart, from the top down, then up from the bottom.
    const step = (size + 3) * lines;
    const placed = series.map((s) => ({ s, end: last(s), y: y(value(s.figures[last(s)])) })).sort((a, b) => a.y - b.y).map((p) => ({ ...p, at: p.y }));
    placed.forEach((p, i) => { if (i) p.at = Math.max(p.at, placed[i - 1].at + step); });
    placed.reverse().forEach((p, i) => { p.at = Math.min(p.at, i ? placed[i - 1].at - step : height - bottom - (lines - 1) * size); });
    for (const p of placed) {
      const start = width - right + 10;
      if (Math.abs(p.at - p.y) > 4 || x(p.end) < width - right - 1) {
        root.append(svg('path', { class: 'g-leader', d: `M${(x(p.end) + 5).toFixed(1)} ${p.y.toFixed(1)}L${start - 3} ${p.at.toFixed(1)}` }));
      }
      label(p.s).forEach((text, i) => {
        root.append(svg('text', { class: `t-halo c-name${i ? ' plain' : ` c-${p.s.slot + 1}`}`, x: start, y: p.at + size * 0.35 + i * (size + 2) }, text));
      });
    }
    box.append(root);
    return axis[0].value > 0;
  }

  // One period alone has no line: bars from zero, the highest first.
  function bars(d, series, k, chart, width, size, measure) {
    const rows = series.map((s) => ({ s, f: s.figures[k], value: number(s.figures[k].text) })).sort((a, b) => b.value - a.value);
    const left = 10 + Math.min(width * 0.4, Math.max(...rows.map((r) => measure(r.s.name))));
    const right = 10 + Math.max(...rows.map((r) => measure(r.f.quantity)));
    const [least, most] = [Math.min(0, ...rows.map((r) => r.value)), Math.max(0, ...rows.map((r) => r.value))];
    const x = (v) => left + ((v - least) / (most - least || 1)) * (width - left - right);
    const pitch = size + 19;
    const root = chart(rows.length * pitch + 4);
    rows.forEach((r, i) => {
      const y = i * pitch;
      root.append(svg('text', { class: 't-text', x: left - 8, y: y + pitch * 0.66, 'text-anchor': 'end' }, r.s.name));
      root.append(svg('rect', { class: `c-bar c-${r.s.slot + 1}`, x: Math.min(x(0), x(r.value)), y: y + 6, width: Math.max(1, Math.abs(x(r.value) - x(0))), height: pitch - 12 }));
      root.append(svg('text', { class: 't-text-strong', x: Math.max(x(0), x(r.value)) + 6, y: y + pitch * 0.66 }, r.f.quantity));
    });
    root.append(svg('line', { class: 'g-axis', x1: x(0), x2: x(0), y1: 0, y2: rows.length * pitch }));
    return root;
  }

  const mark = (text) => html('span', { class: 'demo' }, text);
  function table(d, { series, at }) {
    const place = part('.tabled');
    place.replaceChildren();
    if (!series.length) return;
    const title = fill('caption', d);
    const caption = html('caption', {}, title);
    if (d.mark) caption.append(' ', mark(d.mark));
    const head = html('tr', {}, html('th', { scope: 'col' }, words.period), ...series.map((s) => html('th', { scope: 'col', class: 'num' }, s.name)));
    const rows = [...at].reverse().map((k) => html('tr', {}, html('th', { scope: 'row' }, d.periods[k].name), ...series.map((s) => {
      const f = s.figures[k];
      const cell = html('td', { class: f ? 'num' : 'num na' }, f ? f.text : '—');
      if (f?.marks) cell.append(html('span', { class: 'dm' }, f.marks));
      return cell;
    })));
    const body = html('table', { class: 'data pinned' }, caption, html('thead', {}, head), html('tbody', {}, ...rows));
    // On a phone even two regions may be wider than the screen.
    place.append(html('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': fill('scrolls', { caption: title }) }, body), html('p', { class: 'src' }, d.note));
  }

  function file(d, { series, at }) {
    const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const rows = [['indicator_id', 'region_code', 'region', 'period', 'value', 'value_unit', 'marks', 'demonstration']];
    for (const s of series) {
      for (const k of at) {
        const f = s.figures[k];
        if (f) rows.push([d.id, s.code, s.name, d.periods[k].code, String(f.text).replace('−', '-').replaceAll(',', ''), d.unit, f.marks || '', f.demo ? words.demonstration : '']);
      }
    }
    return `\ufeff${rows.map((r) => r.map(quoted).join(',')).join('\r\n')}\r\n`;
  }

  let shown; // figures and choice, for a redraw and for the file
  function render() {
    const { d, c } = shown;
    const says = finding(d, c);
    // A line of the title ends after a mark.
    part('h2').replaceChildren(...says.split(/(?<=[，；：])/).map((phrase) => html('span', { class: 'ph' }, phrase)));
    const subtitle = part('.subtitle');
    subtitle.textContent = '';
    if (c.at.length) {
      const [first, end] = [d.periods[c.at[0]].name, d.periods[c.at.at(-1)].name];
      subtitle.textContent = first === end ? fill('subtitle-one', { ...d, period: first }) : fill('subtitle', { ...d, from: first, through: end });
    }
    part('.sub .demo')?.remove();
    if (d.mark && c.series.length) part('.sub').append(mark(d.mark));
    const cut = draw(d, c, says);
    const notes = c.lacking.length ? [fill('lacking', { names: c.lacking.join(words.break) })] : [];
    if (cut) notes.push(words.axis);
    if (c.at.length > 1 && c.series.some((s) => s.figures.some((f) => f && (f.demo || f.hollow)))) notes.push(words.shapes);
    part('figure .src').textContent = notes.join(document.documentElement.lang.startsWith('zh') ? '' : ' ');
    table(d, c);
    const of = part('.of');
    of.textContent = fill('page', d);
    of.href = d.page;
    part('.share').href = address();
    part('.csv').hidden = !c.series.length;
  }

  async function update() {
    waiting = select.value;
    try {
      const d = await load(waiting);
      if (d.id !== waiting) return; // another was chosen meanwhile
      shown = { d, c: compared(d) };
      result.hidden = false;
      render();
    } catch {
      status.textContent = words.failed;
    }
  }

  form.addEventListener('change', (e) => {
    status.textContent = '';
    if (e.target.type === 'checkbox') {
      const codes = boxes.filter((b) => b.checked).map((b) => b.value);
      choose([...chosen().filter((c) => codes.includes(c)), ...codes]);
      if (codes.length > slots.length) status.textContent = words.full;
    }
    note();
    update();
  });
  form.addEventListener('submit', (e) => e.preventDefault());
  form.querySelector('[data-clear]').addEventListener('click', () => {
    choose([]);
    note();
    update();
  });
  part('.csv').addEventListener('click', () => {
    const link = html('a', { href: URL.createObjectURL(new Blob([file(shown.d, shown.c)], { type: 'text/csv' })), download: `${shown.d.id}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  addEventListener('hashchange', () => { if (read()) update(); });
  let wide = 0;
  new ResizeObserver(([entry]) => {
    const now = Math.round(entry.contentRect.width);
    if (shown && now && now !== wide) render();
    wide = now;
  }).observe(part('.drawing'));
  new MutationObserver(() => shown && render()).observe(document.documentElement, { attributeFilter: ['data-text'] });

  form.hidden = false;
  select.value = words.indicator;
  choose(words.regions);
  read();
  update();
})();
