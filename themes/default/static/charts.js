// Draws the interactive charts over the static ones.
//
// Page:  <figure data-chart data-echarts="…/echarts.js"> … svg.chart, of which the style sheet shows one …
//          <script type="application/json" class="chart-option">…</script></figure>
// When a figure comes near the view, ECharts is loaded (once) and draws in a box laid exactly over the visible static
// chart, which keeps its room and is only made invisible: nothing moves. Then the figure has data-drawn="true". On any
// failure, and on paper, the static chart stays.
//
// The option is JSON: "var:--x" stands for the custom property --x at the figure, "fn:x" for a function below.
(() => {
  'use strict';

  // Values are [x, y, text for the tip, label beside the mark].
  const text = (p) => p.value?.[2] ?? '';
  const functions = {
    // One line a mark; a name that all share (a region, a period) is said once.
    tip: (marks) => {
      const ps = [].concat(marks).filter((p) => text(p) !== '');
      if (!ps.length) return '';
      const same = ps.every((p) => p.name === ps[0].name);
      const lines = ps.map((p) => [same ? '' : p.name, p.seriesName, text(p)].filter(Boolean).join('  '));
      return (same ? [ps[0].name, ...lines] : lines).join('\n');
    },
    label: (p) => p.value?.[3] ?? '',
    number: (v) => String(Math.round(v * 1e9) / 1e9).replace('-', '−'),
    // The time axis counts years from the year 0: 2020 is where 2019 ends.
    yearEnd: (v) => (Number.isInteger(v) ? `${v - 1}年末` : ''),
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

  const still = matchMedia('(prefers-reduced-motion: reduce)');

  function complete(figure, json) {
    const style = getComputedStyle(figure);
    const option = resolve(json, style);
    option.textStyle = { fontFamily: style.fontFamily };
    for (const axis of option.yAxis || []) axis.nameTextStyle = { color: style.getPropertyValue('--ink-3').trim(), align: 'left' };
    option.animation = !still.matches;
    option.animationDuration = 300;
    // As text in the drawing: the HTML form of a tooltip needs style attributes, which the page's policy refuses.
    Object.assign(option.tooltip, {
      renderMode: 'richText',
      confine: true,
      textStyle: { color: style.getPropertyValue('--ink').trim(), fontSize: 13, lineHeight: 20 },
    });
    return option;
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

  const drawn = new Set();

  async function draw(figure) {
    let box;
    try {
      const json = JSON.parse(figure.querySelector('script.chart-option').textContent);
      const echarts = await load(figure.dataset.echarts);
      const statics = [...figure.querySelectorAll('svg.chart')];
      const visible = () => statics.find((s) => s.getClientRects().length > 0);
      if (!visible()) return;

      box = document.createElement('div');
      box.className = 'chart-live';
      box.setAttribute('role', 'img');
      box.setAttribute('aria-label', visible().getAttribute('aria-label') || '');
      box.style.position = 'absolute';
      if (getComputedStyle(figure).position === 'static') figure.style.position = 'relative';
      // fit lays the box over the static chart; false where there is none to be seen (in a closed details).
      const fit = () => {
        const at = visible()?.getBoundingClientRect();
        if (!at?.width) return false;
        const outer = figure.getBoundingClientRect();
        box.style.left = `${at.left - outer.left - figure.clientLeft}px`;
        box.style.top = `${at.top - outer.top - figure.clientTop}px`;
        box.style.width = `${at.width}px`;
        box.style.height = `${at.height}px`;
        return true;
      };
      fit();
      figure.append(box);
      const chart = echarts.init(box);
      chart.setOption(complete(figure, json), true);

      const show = (live) => {
        box.style.visibility = live ? 'visible' : 'hidden';
        for (const s of statics) s.style.visibility = live ? 'hidden' : '';
        if (live) figure.dataset.drawn = 'true';
        else delete figure.dataset.drawn;
      };
      show(true);
      new ResizeObserver(() => fit() && chart.resize()).observe(figure);
      drawn.add({ show, recolour: () => chart.setOption(complete(figure, json), true) });
    } catch {
      box?.remove();
      for (const s of figure.querySelectorAll('svg.chart')) s.style.visibility = '';
    }
  }

  const figures = [...document.querySelectorAll('figure[data-chart][data-echarts]')].filter((f) => f.querySelector('script.chart-option'));
  if (!figures.length || navigator.connection?.saveData) return;
  const watch = new IntersectionObserver((entries) => {
    for (const e of entries) {
      if (!e.isIntersecting) continue;
      watch.unobserve(e.target);
      draw(e.target);
    }
  }, { rootMargin: '200px' });
  for (const f of figures) watch.observe(f);

  // Colours follow the theme, whoever changes it: the reader's buttons or the system.
  const recolour = () => drawn.forEach((d) => d.recolour());
  new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ['data-theme', 'data-contrast', 'data-text'] });
  for (const q of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) matchMedia(q).addEventListener('change', recolour);
  addEventListener('beforeprint', () => drawn.forEach((d) => d.show(false)));
  addEventListener('afterprint', () => drawn.forEach((d) => d.show(true)));
})();
