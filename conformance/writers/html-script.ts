/**
 * What the HTML report can do beyond being read: filter by verdict, area, phone and text, open a cell's detail in place, walk the
 * matrix with the arrow keys. The page is whole without it.
 */

export const HTML_SCRIPT = `
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const chips = all('button.chip[data-verdict]');
  const search = document.querySelector('#search');
  const area = document.querySelector('#area');
  const phone = document.querySelector('#phone');
  const rows = all('tr[data-requirement]');
  const fold = document.querySelector('#fold');
  const status = document.querySelector('#filter-status');

  const isShown = (row) => !row.hidden && !row.classList.contains('folded');

  const apply = () => {
    const wanted = new Set(chips.filter((chip) => chip.getAttribute('aria-pressed') === 'true').map((chip) => chip.dataset.verdict));
    const text = search.value.trim().toLowerCase();
    const isOther = (mark) => phone.value !== '' && mark.closest('[data-phone]').dataset.phone !== phone.value;
    // What concerns no phone waits behind its control, unless it is asked for; on paper it is there.
    const folds = fold && fold.getAttribute('aria-pressed') === 'false' && wanted.size === 0 && text === '' && area.value === '';
    let shown = 0;
    for (const cell of all('.matrix [data-phone]')) cell.hidden = isOther(cell);
    for (const row of rows) {
      const marks = all('[data-verdict]', row);
      const hits = marks.filter((mark) => !isOther(mark) && (wanted.size === 0 || wanted.has(mark.dataset.verdict)));
      for (const mark of marks) mark.classList.toggle('dim', !hits.includes(mark));
      row.hidden = hits.length === 0 || (area.value !== '' && row.dataset.area !== area.value) || !row.textContent.toLowerCase().includes(text);
      row.classList.toggle('folded', Boolean(folds) && 'out' in row.dataset);
      if (isShown(row) && row.closest('.matrix')) shown += 1;
    }
    for (const body of all('tbody.area')) {
      const own = all('tr[data-requirement]', body);
      body.hidden = own.every((row) => row.hidden);
      body.classList.toggle('folded', !own.some(isShown));
    }
    status.textContent = shown + ' of ' + all('.matrix tr[data-requirement]').length + ' requirements shown';
  };
  for (const chip of chips) {
    chip.disabled = false;
    chip.setAttribute('aria-pressed', 'false');
    chip.addEventListener('click', () => {
      chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'));
      apply();
    });
  }
  for (const field of [search, area, phone]) field.addEventListener('input', apply);
  document.querySelector('#clear').addEventListener('click', () => {
    for (const field of [search, area, phone]) field.value = '';
    for (const chip of chips) chip.setAttribute('aria-pressed', 'false');
    apply();
  });
  if (fold) fold.addEventListener('click', () => {
    fold.setAttribute('aria-pressed', String(fold.getAttribute('aria-pressed') !== 'true'));
    apply();
  });
  for (const tools of all('.tools')) tools.hidden = false;
  apply();

  const dialog = document.querySelector('dialog');
  const body = dialog.querySelector('.body');
  for (const link of all('a.v[href^="#"]')) {
    link.addEventListener('click', (event) => {
      const cell = document.getElementById(link.hash.slice(1));
      if (!cell || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      const copy = cell.cloneNode(true);
      copy.removeAttribute('id');
      const line = copy.querySelector('.lanes');
      for (let fold = line && line.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
      dialog.querySelector('.title').textContent = cell.dataset.title;
      dialog.querySelector('.to-full').href = link.hash;
      body.replaceChildren(copy);
      dialog.showModal();
    });
  }
  dialog.querySelector('.to-full').addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });

  document.querySelector('.matrix').addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const cell = event.target.closest('td');
    if (!step || !cell) return;
    const visible = all('.matrix tr[data-requirement]').filter(isShown);
    const row = visible[visible.indexOf(cell.parentElement) + step[1]];
    const next = row && row.cells[cell.cellIndex + step[0]];
    const link = next && next.querySelector('a.v');
    if (link) { event.preventDefault(); link.focus(); }
  });
})();
`;
