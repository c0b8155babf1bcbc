// Shows one of several panels at a time. Without this script the panels stand one below the other, under links to each.
//
// Page:  <div class="tabs" data-tabs="名称"><ul><li><a href="#chart">图</a></li>…</ul>
//          <section id="chart">…</section>…</div>
// The pattern is that of the ARIA Authoring Practices, with automatic activation: arrow keys, Home and End go to a tab and
// open it. What is open stands in the address, so that it can be shared; an address inside a panel opens that panel.
(() => {
  'use strict';

  for (const root of document.querySelectorAll('[data-tabs]')) {
    const list = root.querySelector('ul');
    const tabs = [...list.querySelectorAll('a')];
    const panels = tabs.map((t) => document.getElementById(t.hash.slice(1)));
    list.setAttribute('role', 'tablist');
    list.setAttribute('aria-label', root.dataset.tabs);
    tabs.forEach((tab, i) => {
      tab.parentElement.setAttribute('role', 'presentation');
      tab.setAttribute('role', 'tab');
      tab.id = `tab-${panels[i].id}`;
      tab.setAttribute('aria-controls', panels[i].id);
      panels[i].setAttribute('role', 'tabpanel');
      panels[i].setAttribute('aria-labelledby', tab.id);
      panels[i].tabIndex = 0;
    });

    const open = (at) => tabs.forEach((tab, i) => {
      tab.setAttribute('aria-selected', String(i === at));
      tab.tabIndex = i === at ? 0 : -1;
      panels[i].classList.toggle('shut', i !== at);
    });
    const meant = (hash) => {
      let target = null;
      try { target = document.getElementById(decodeURIComponent(hash.slice(1))); } catch { /* no id */ }
      return panels.findIndex((p) => target && p.contains(target));
    };
    // A page opened from a folder may not rewrite its address; going to the fragment says the same.
    const note = (hash) => {
      try { history.replaceState(null, '', hash); } catch { location.replace(hash); }
    };
    const choose = (at) => { open(at); note(tabs[at].hash); };

    const first = meant(location.hash);
    open(Math.max(0, first));
    root.dataset.ready = '';
    if (first >= 0 && location.hash !== tabs[first].hash) document.getElementById(decodeURIComponent(location.hash.slice(1))).scrollIntoView();

    list.addEventListener('click', (e) => {
      const at = tabs.indexOf(e.target.closest('a'));
      if (at < 0 || e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      choose(at);
    });
    const last = tabs.length - 1;
    const keys = {
      ArrowRight: (at) => (at === last ? 0 : at + 1), ArrowLeft: (at) => (at === 0 ? last : at - 1), Home: () => 0, End: () => last,
    };
    list.addEventListener('keydown', (e) => {
      const at = tabs.indexOf(e.target);
      if (at >= 0 && e.key === ' ') {
        e.preventDefault();
        choose(at);
      } else if (at >= 0 && keys[e.key] && !e.ctrlKey && !e.altKey && !e.metaKey && !e.shiftKey) {
        e.preventDefault();
        const next = keys[e.key](at);
        choose(next);
        tabs[next].focus();
      }
    });
    addEventListener('hashchange', () => {
      const at = meant(location.hash);
      if (at < 0) return;
      open(at);
      if (location.hash !== tabs[at].hash) document.getElementById(decodeURIComponent(location.hash.slice(1))).scrollIntoView();
    });
  }
})();
