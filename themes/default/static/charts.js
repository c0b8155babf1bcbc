// Lays an interactive chart over each static one.
//
// Page:  <figure data-chart data-echarts="…/echarts.js"> … svg.chart.wide, .narrow and .large, of which the style sheet
//          shows one … <script type="application/json" class="chart-option">…</script></figure>
// The static drawing stays and is what one sees. A figure that has come near the view has an empty layer over it, which takes
// the keyboard's focus (data-ready="true"). Only when somebody points at the chart, taps it or goes to it by keyboard is
// ECharts loaded (once) and draws there with the same scales: nothing but a pointer, the reading of the place pointed at, and
// the line next to it. Then the figure has data-drawn="true". On any failure, and on paper, there is the static chart alone.
//
// One points by mouse, by a tap (one elsewhere puts it away) or, with the chart in focus, by the arrow keys. The layer
// itself takes no pointer events, so that links and text of the static drawing stay within reach.
//
// The JSON is {option, wide, narrow, large, rows}: package chart says what is in it. In the option "var:--x" stands for the custom
// property --x at the figure, "fn:x" for a function below.
(() => {
  'use strict';

  const element = (name, attributes, styles, text = '') => {
    const e = document.createElement(name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    Object.assign(e.style, styles); // the policy refuses style attributes in a page, not this
    e.textContent = text;
    return e;
  };

  // The first series walks all places of the figure; the third dimension of its values is the reading: a title, then lines.
  const reading = (value) => (value?.[2] ?? '').split('\n');
  const functions = {
    // As an element: a string would be parsed as HTML.
    tip: (marks) => {
      const [title, ...lines] = reading([].concat(marks).find((p) => p.seriesIndex === 0)?.value);
      const tip = element('div', {}, { font: 'var(--fs-1)/1.5 var(--sans)', fontVariantNumeric: 'tabular-nums', whiteSpace: 'normal', maxWidth: '17rem' });
      tip.append(element('div', {}, { fontWeight: '600' }, title), ...lines.map((line) => element('div', {}, {}, line)));
      return tip;
    },
  };

  // resolve replaces the strings that mean something, anywhere in an option.
  function resolve(value, style) {
    if (typeof value === 'string') {
      if (value.startsWith('var:')) return style.getPropertyValue(value.slice(4)).trim();
      if (value.startsWith('fn:')) return functions[value.slice(3)];
      return value;
    }
    if (Array.isArray(value)) return value.map((v) => resolve(v, style));
    if (value && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v, style)]));
    }
    return value;
  }

  let library; // one promise for all figures
  function load(url) {
    library ??= new Promise((done, fail) => {
      const script = document.createElement('script');
      script.src = url;
      script.onload = () => (window.echarts ? done(window.echarts) : fail(new Error('no echarts')));
      script.onerror = fail;
      document.head.append(script);
    });
    return library;
  }

  const tipRoom = 180; // a tip may hang out below a chart of few rows

  class Layer {
    constructor(figure) {
      this.figure = figure;
      this.data = JSON.parse(figure.querySelector('script.chart-option').textContent);
      this.places = this.data.option.series[0].data.map((d) => d.value);
      this.statics = [...figure.querySelectorAll('svg.chart')];
      this.at = -1; // the place pointed at
      this.box = element('div', {
        class: 'chart-live', tabindex: '0', role: 'application', 'aria-roledescription': figure.dataset.chart,
        'aria-label': `${this.visible().getAttribute('aria-label') || ''} ${figure.dataset.keys || ''}`.trim(),
      }, { position: 'absolute', pointerEvents: 'none', zIndex: '2' });
      this.canvas = element('div', { 'aria-hidden': 'true' }, { position: 'absolute', left: '0', top: '0', pointerEvents: 'none' });
      this.voice = element('p', { class: 'vh', 'aria-live': 'polite' }, {});
      this.box.append(this.canvas);
      if (getComputedStyle(figure).position === 'static') figure.style.position = 'relative';
      this.fit();
      figure.append(this.box, this.voice);
      this.listen();
      new ResizeObserver(() => {
        const [layout, scale] = [this.layout, this.scale];
        if (!this.fit() || this.layout === layout && this.scale === scale) return;
        this.hide();
        this.chart?.resize();
        this.paint();
      }).observe(figure);
      figure.dataset.ready = 'true';
    }

    // wake loads the library, the first time that this chart is wanted; what was pointed at meanwhile is shown then.
    wake() {
      this.waking ??= load(this.figure.dataset.echarts).then((echarts) => {
        this.chart = echarts.init(this.canvas);
        this.figure.dataset.drawn = 'true';
        this.paint();
      }).catch(() => this.box.remove());
    }

    visible() { return this.statics.find((s) => s.getClientRects().length > 0); }

    // fit lays the box over the visible static chart; false where there is none (in a closed details).
    fit() {
      const svg = this.visible();
      const at = svg?.getBoundingClientRect();
      if (!at?.width) return false;
      const outer = this.figure.getBoundingClientRect();
      this.layout = this.data[['wide', 'narrow', 'large'].find((name) => svg.classList.contains(name))];
      this.scale = at.width / this.layout.width;
      const size = { width: `${at.width}px`, height: `${at.height}px` };
      Object.assign(this.box.style, {
        left: `${at.left - outer.left - this.figure.clientLeft}px`,
        top: `${at.top - outer.top - this.figure.clientTop}px`,
        ...size,
      });
      Object.assign(this.canvas.style, { ...size, height: `${at.height + tipRoom}px` });
      return true;
    }

    paint() {
      if (!this.chart) return;
      const style = getComputedStyle(this.figure);
      const ink = (name) => style.getPropertyValue(name).trim();
      const option = resolve(this.data.option, style);
      const [left, top, right, bottom] = this.layout.grid.map((v) => v * this.scale);
      option.animation = false;
      option.textStyle = { fontFamily: style.fontFamily };
      // A pixel more on all sides, scales included: what lies on the edge would count as outside.
      const slack = 1;
      const tall = this.data.rows ? 0 : slack;
      option.grid = { left: left - slack, top: top - tall, width: right - left + 2 * slack, height: bottom - top + 2 * tall };
      const widen = (axis, from, to, pixels) => {
        const more = (to - from) / pixels * slack;
        [axis.min, axis.max] = [from - more, to + more];
      };
      widen(option.xAxis[0], ...this.layout.x, right - left);
      const [y] = option.yAxis;
      if (tall) widen(y, y.min, y.max, bottom - top);
      option.series.forEach((s, i) => {
        // The line meant gets a glow, which hides neither its dashes nor its points; the place a mark, a row its band.
        s.emphasis = {
          scale: false,
          lineStyle: { opacity: i ? 0.25 : 0, width: 11, cap: 'round' },
          itemStyle: { opacity: this.data.rows ? 0 : 1, borderColor: ink('--paper'), borderWidth: 2 },
        };
      });
      option.axisPointer = { triggerEmphasis: false }; // not all lines: the one that is meant
      Object.assign(option.tooltip.axisPointer, {
        lineStyle: { color: ink('--ink-3'), width: 1, type: 'solid' },
        shadowStyle: { color: ink('--ink'), opacity: 0.08 },
      });
      Object.assign(option.tooltip, {
        confine: true,
        hideDelay: 0,
        transitionDuration: 0,
        padding: [8, 12],
        textStyle: { color: ink('--ink') },
        position: (point, params, tip, rect, size) => this.beside(point, size.contentSize),
      });
      this.chart.setOption(option, true);
      this.show(this.at);
    }

    // beside puts a tip next to what it is of, never over it.
    beside([x, y], [w, h]) {
      const gap = 12;
      const [width, height] = [this.layout.width * this.scale, this.layout.height * this.scale];
      const within = (v, most) => Math.max(0, Math.min(v, most));
      if (!this.data.rows) {
        if (x + gap + w <= width) return [x + gap, within(y - h / 2, height - h)];
        if (x - gap - w >= 0) return [x - gap - w, within(y - h / 2, height - h)];
      }
      const half = this.data.rows ? this.row() / 2 : gap;
      const above = y + half + h > height && y - half - h >= 0;
      return [within(this.data.rows ? x + gap : x - w / 2, width - w), above ? y - half - h : y + half];
    }

    row() { return (this.layout.grid[3] - this.layout.grid[1]) * this.scale / this.places.length; }

    // place is where a value stands, in pixels of the box.
    place([x, y]) {
      const [left, top, right, bottom] = this.layout.grid.map((v) => v * this.scale);
      const [from, to] = this.layout.x;
      const px = left + (x - from) / (to - from) * (right - left);
      if (this.data.rows) return [px, top + (y + 0.5) * this.row()];
      const { min, max } = this.data.option.yAxis[0];
      return [px, bottom - (y - min) / (max - min) * (bottom - top)];
    }

    // nearest is the place that a point of the box belongs to, -1 for none.
    nearest(x, y) {
      const [left, top, right, bottom] = this.layout.grid.map((v) => v * this.scale);
      if (this.data.rows) return y < top || y >= bottom ? -1 : Math.floor((y - top) / this.row());
      const slack = 24;
      if (x < left - slack || x > right + slack || y < top - slack || y > bottom + slack) return -1;
      const away = this.places.map((p) => Math.abs(this.place(p)[0] - x));
      return away.indexOf(Math.min(...away));
    }

    // line is the series that passes closest by a point of the box, if one is near.
    line(x, y) {
      let best = { distance: 40 };
      this.data.option.series.forEach((s, k) => {
        if (!k) return; // the walk itself
        const points = (s.data || []).map((d) => d.value);
        for (let i = 0; i < points.length; i++) {
          if (points[i][1] === '-') continue;
          const p = this.place(points[i]);
          const q = points[i + 1] && points[i + 1][1] !== '-' ? this.place(points[i + 1]) : p;
          if (x < Math.min(p[0], q[0]) - 8 || x > Math.max(p[0], q[0]) + 8) continue;
          const share = q[0] > p[0] ? Math.min(1, Math.max(0, (x - p[0]) / (q[0] - p[0]))) : 0;
          const distance = Math.abs(p[1] + (q[1] - p[1]) * share - y);
          if (distance < best.distance) best = { distance, series: k };
        }
      });
      return best.series;
    }

    show(at, x, y) {
      this.at = at;
      if (!this.chart) return;
      this.chart.dispatchAction({ type: 'downplay' });
      if (at < 0) return;
      const [px, py] = this.place(this.places[at]);
      this.chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: at });
      this.chart.dispatchAction({ type: 'highlight', seriesIndex: 0, dataIndex: at });
      const line = this.data.rows ? undefined : this.line(x ?? px, y ?? py);
      if (line) this.chart.dispatchAction({ type: 'highlight', seriesIndex: line });
    }

    hide() {
      this.at = -1;
      if (!this.chart) return;
      this.chart.dispatchAction({ type: 'downplay' });
      this.chart.dispatchAction({ type: 'hideTip' });
      this.chart.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' });
    }

    listen() {
      const point = (e) => {
        const at = this.box.getBoundingClientRect();
        const [x, y] = [e.clientX - at.left, e.clientY - at.top];
        const place = this.nearest(x, y);
        if (place < 0) this.hide();
        else this.show(place, x, y);
      };
      const area = this.statics[0].parentElement;
      for (const wish of ['pointerenter', 'pointerdown']) area.addEventListener(wish, () => this.wake(), { once: true });
      this.box.addEventListener('focus', () => this.wake(), { once: true });
      area.addEventListener('pointermove', (e) => e.pointerType === 'touch' || point(e));
      area.addEventListener('pointerleave', (e) => e.pointerType === 'touch' || this.hide());
      area.addEventListener('click', point);
      document.addEventListener('pointerdown', (e) => area.contains(e.target) || this.hide());

      const last = this.places.length - 1;
      const keys = {
        ArrowRight: (at) => at + 1, ArrowDown: (at) => at + 1, ArrowLeft: (at) => at - 1, ArrowUp: (at) => at - 1,
        Home: () => 0, End: () => last,
      };
      this.box.addEventListener('keydown', (e) => {
        if (e.ctrlKey || e.altKey || e.metaKey || e.shiftKey) return;
        if (e.key === 'Escape') {
          this.hide();
          this.voice.textContent = '';
        } else if (keys[e.key]) {
          e.preventDefault();
          // Before the first key nothing is pointed at: right begins at the first place, left at the last.
          const next = this.at < 0 && keys[e.key](0) < 0 ? last : Math.max(0, Math.min(last, keys[e.key](this.at)));
          this.show(next);
          this.voice.textContent = reading(this.places[next]).join(', ');
        }
      });
      this.box.addEventListener('blur', () => this.hide());
    }
  }

  const figures = [...document.querySelectorAll('figure[data-chart][data-echarts]')].filter((f) => f.querySelector('script.chart-option'));
  if (!figures.length || navigator.connection?.saveData) return;
  const layers = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const e of entries) {
      if (!e.isIntersecting || !e.target.querySelector('svg.chart')?.parentElement.getClientRects().length) continue;
      watch.unobserve(e.target);
      layers.add(new Layer(e.target));
    }
  }, { rootMargin: '200px' });
  for (const f of figures) watch.observe(f);

  // Colours follow the theme, whoever changes it: the reader's buttons or the system.
  const repaint = () => layers.forEach((l) => l.paint());
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ['data-theme', 'data-contrast', 'data-text'] });
  for (const q of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) matchMedia(q).addEventListener('change', repaint);
  addEventListener('beforeprint', () => layers.forEach((l) => l.hide()));
})();
