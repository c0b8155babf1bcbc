// Copies what one wants to hand on: the address of a clause, a citation.
//
// Page:  <a data-copy href="#x" data-done="已复制">…</a>      copies the address of that part of the page, and goes there
//        <button data-copy="id" data-done="已复制" hidden>…</button>  copies the text of the element with that id
// A button without a use would be in the way, so that buttons are hidden until this runs.
(() => {
  'use strict';

  // The modern way works on safe origins alone; an intranet without a certificate is none.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const field = document.createElement('textarea');
      field.value = text;
      field.className = 'vh';
      document.body.append(field);
      field.select();
      const done = document.execCommand('copy');
      field.remove();
      return done;
    }
  }

  for (const source of document.querySelectorAll('[data-copy]')) {
    source.hidden = false;
    source.addEventListener('click', async () => {
      const of = document.getElementById(source.dataset.copy);
      if (!(await copy(of ? of.textContent.trim() : source.href))) return;
      source.focus(); // the field above took it
      const said = document.createElement('span');
      said.className = 'copied';
      said.setAttribute('role', 'status');
      source.after(said);
      said.textContent = source.dataset.done;
      setTimeout(() => said.remove(), 2500);
    });
  }
})();
