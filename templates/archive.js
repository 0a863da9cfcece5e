
'use strict';
// The archive's table of contents. Text reaches the page as text, never as markup.
const $ = id => document.getElementById(id);
const data = JSON.parse($('data').textContent);
const BAND = 10, STEP = 25, CHIPS = 14, TAGS = 6;
const KINDS = ['html', 'pdf', 'md', 'txt', 'json'];
const state = { q: '', tickers: new Set(), show: 'all', brief: '', month: '', limit: STEP, chips: false };
const revisions = new Map(), broken = new Set(), loading = new Map();
let editions = [], byDay = new Map(), reading = 0;

function el(name, classes, text) {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  if (text !== undefined) made.textContent = text;
  return made;
}
function link(text, href, label) {
  const made = el('a', '', text);
  made.href = href;
  if (label) made.setAttribute('aria-label', label);
  return made;
}
const pad = (number, width) => String(number).padStart(width, '0');
const rev = number => 'r' + pad(number, 3);
const count = (number, word) => number.toLocaleString('en-GB') + ' ' + word + (number === 1 ? '' : 's');
const score = h => h === null ? 'n/a' : (h > 0 ? '+' : h < 0 ? '\u2212' : '') + (Math.abs(h) / 100).toFixed(2);
const words = (date, parts) => new Date(date.slice(0, 10) + 'T00:00:00Z').toLocaleDateString('en-GB', { timeZone: 'UTC', ...parts });
const longDate = date => words(date, { day: 'numeric', month: 'long', year: 'numeric' });
const monthName = month => words(month + '-01', { month: 'long', year: 'numeric' });
const tone = h => h === null ? 'none' : (h < 0 ? 'd' : 'u') + ([5, 15, 25, 40, Infinity].findIndex(top => Math.abs(h) < top) + 1);

// Revisions, packed: what repeats is named once.
function take(packed) {
  for (const [date, brief, revision, headline, h, tickers, checks, files, sha, why, written] of packed.rows) {
    const name = packed.briefs[brief], path = date.replaceAll('-', '/') + '/' + name + '/' + rev(revision);
    revisions.set(path, { path, date, brief: name, revision, headline, h, tickers: packed.tickers[tickers], checks, files: packed.files[files], sha, why, written });
  }
}
function arrange() {
  const latest = new Map();
  for (const one of revisions.values()) {
    const key = one.date + ' ' + one.brief, known = latest.get(key);
    if (!known) latest.set(key, { ...one, earlier: [] });
    else if (known.revision < one.revision) latest.set(key, { ...one, earlier: [...known.earlier, known] });
    else known.earlier.push(one);
  }
  editions = [...latest.values()].sort((a, b) => a.date < b.date ? 1 : a.date > b.date ? -1 : a.brief < b.brief ? -1 : 1);
  byDay = new Map();
  for (const one of editions) {
    one.text = [one.headline, one.date, longDate(one.date), one.brief, one.tickers.join(' ')].join('\n').toLowerCase();
    byDay.set(one.date, [...byDay.get(one.date) || [], one]);
  }
}

// A year is a script beside this page: a page opened from a share cannot fetch.
const isHere = year => [...revisions.values()].filter(one => +one.date.slice(0, 4) === year.year).length >= year.revisions;
let absent = [];
function recount() { absent = data.years.filter(year => !broken.has(year.year) && !isHere(year)).reverse(); }
window.contrabriefYear = (year, packed) => { take(packed); arrange(); };
function load(year) {
  if (!loading.has(year.year)) {
    loading.set(year.year, new Promise(done => {
      const script = el('script');
      script.src = 'index/' + pad(year.year, 4) + '.js';
      script.onload = done;
      script.onerror = () => { broken.add(year.year); done(); };
      document.head.append(script);
    }).then(() => { if (!isHere(year)) broken.add(year.year); recount(); }));
  }
  return loading.get(year.year);
}
const isNarrowed = () => Boolean(state.q || state.tickers.size || state.show !== 'all' || state.brief);
let isReaching = false;
async function reachBack() {
  if (isReaching) return;
  isReaching = true;
  while (isNarrowed() && absent.length) {
    reading = absent[0].year;
    tally();
    await load(absent[0]);
    list();
  }
  reading = 0;
  isReaching = false;
  tally();
}

// The calendar.
const edge = { first: data.years.length ? data.years[0].first.slice(0, 7) : '2026-01', last: data.years.length ? data.years[data.years.length - 1].last.slice(0, 7) : '2026-01' };
function shift(month, by) {
  const [year, number] = month.split('-').map(Number), at = year * 12 + number - 1 + by;
  return pad(Math.floor(at / 12), 4) + '-' + pad(at % 12 + 1, 2);
}
function cell(one, isAlone, isFirst) {
  const made = link('', opens(one), `${longDate(one.date)}, ${one.brief}, ${score(one.h)}${one.revision > 1 ? ', revised' : ''}: ${one.headline}`);
  made.className = tone(one.h);
  made.title = one.headline;
  if (isFirst) made.append(el('b', '', +one.date.slice(8)));
  made.append(el('span', '', score(one.h)));
  if (!isAlone) made.append(el('em', '', one.brief));
  if (one.revision > 1) made.append(el('span', 'rev', 'r' + one.revision));
  return made;
}
function month(name, classes) {
  const table = el('table', 'cal' + classes), head = el('thead'), body = el('tbody'), top = el('tr');
  const [year, number] = name.split('-').map(Number), days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const first = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  const found = Array.from({ length: days }, (_, at) => (byDay.get(name + '-' + pad(at + 1, 2)) || []).filter(one => !state.brief || one.brief === state.brief));
  const isWeekend = at => (first + at) % 7 > 4, wide = found.some((list, at) => list.length && isWeekend(at)) ? 7 : 5;
  table.append(el('caption', '', monthName(name)), head, body);
  ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].slice(0, wide).forEach(day => { const made = el('th', '', day); made.scope = 'col'; top.append(made); });
  head.append(top);
  let row = el('tr');
  if (first < wide) for (let at = 0; at < first; at++) row.append(el('td'));
  found.forEach((list, at) => {
    const weekday = (first + at) % 7, made = el('td');
    if (weekday === 0 && row.children.length) { body.append(row); row = el('tr'); }
    if (weekday >= wide) return;
    if (list.length) list.forEach((one, at) => made.append(cell(one, names.length < 2 || state.brief, at === 0)));
    else { const off = el('span', 'off'); off.append(el('b', '', at + 1)); made.append(off); }
    row.append(made);
  });
  while (row.children.length < wide) row.append(el('td'));
  body.append(row);
  return table;
}
function calendar() {
  const shown = [state.month, shift(state.month, -1)];
  const missing = absent.find(year => shown.some(name => +name.slice(0, 4) === year.year));
  if (missing) load(missing).then(draw);
  $('months').replaceChildren(month(shown[0], ''), month(shown[1], ' second'));
  $('month').value = state.month;
  $('month').min = edge.first;
  $('month').max = edge.last;
  const [older, newer] = [shift(state.month, -1), shift(state.month, 1)];
  const named = name => [words(name + '-01', { month: 'long' }), el('span', 'yr', ' ' + name.slice(0, 4))];
  $('older').replaceChildren('\u2190 ', ...named(older));
  $('newer').replaceChildren(...named(newer), ' \u2192');
  $('older').disabled = older < edge.first;
  $('newer').disabled = newer > edge.last;
}
function turn(by) {
  const to = shift(state.month, by);
  if (to >= edge.first && to <= edge.last) { state.month = to; calendar(); remember(); }
}

// The list.
const opens = one => one.path + '/' + (one.files.includes('brief.html') ? 'brief.html' : one.files[0] || 'manifest.json');
function fits(one) {
  return (!state.q || state.q.toLowerCase().split(/\s+/).every(word => /^\d\d?$/.test(word) ? new RegExp('\\b0?' + word + '\\b').test(one.text) : one.text.includes(word)))
    && (!state.brief || one.brief === state.brief)
    && [...state.tickers].every(ticker => one.tickers.includes(ticker))
    && (state.show === 'rev' ? one.revision > 1 : state.show === 'warn' ? one.checks > 0 : state.show === 'pos' ? one.h !== null && one.h >= BAND : state.show === 'neg' ? one.h !== null && one.h <= -BAND : true);
}
function marked(made, text) {
  const at = state.q ? text.toLowerCase().indexOf(state.q.toLowerCase()) : -1;
  if (at < 0) made.append(text);
  else made.append(text.slice(0, at), el('mark', '', text.slice(at, at + state.q.length)), text.slice(at + state.q.length));
  return made;
}
function lineage(one) {
  const made = el('span', 'lineage');
  made.append(el('span', one.revision > 1 ? 'amb' : 'mu', rev(one.revision)));
  if (one.revision > 1) {
    const diff = one.files.find(file => /^diff-r\d+\.html$/.test(file));
    if (diff) made.append(link('diff', one.path + '/' + diff, `What changed on ${longDate(one.date)}`));
    made.title = { 'late-data': 'Made again with what became known later', config: 'Made again under another configuration, templates or program' }[one.why] || one.why;
    for (const old of one.earlier.sort((a, b) => b.revision - a.revision)) made.append(link(rev(old.revision), opens(old), `Revision ${old.revision} of ${longDate(one.date)}`));
  }
  return made;
}
function fileLinks(one) {
  const found = KINDS.filter(kind => one.files.includes('brief.' + kind)).map(kind => link(kind.toUpperCase(), one.path + '/brief.' + kind));
  return one.files.includes('email.eml') ? [...found, link('EML', one.path + '/email.eml')] : found;
}
function line(one) {
  const row = el('tr'), cells = ['day', '', 'n ' + (one.h === null || Math.abs(one.h) < BAND ? '' : one.h > 0 ? 'up' : 'dn'), 'n wide', 'n wide', 'n wide'].map(classes => el('td', classes));
  cells[0].append(words(one.date, { day: 'numeric', month: 'short', year: 'numeric' }), el('span', '', words(one.date, { weekday: 'long' })));
  const head = el('div', 'hd'), tags = el('div', 'tags'), small = el('div', 'small');
  head.append(marked(link('', opens(one)), one.headline));
  const hit = ticker => state.tickers.has(ticker) || state.q && ticker.toLowerCase() === state.q.toLowerCase();
  const sorted = [...one.tickers].sort((a, b) => Boolean(hit(b)) - Boolean(hit(a)));
  sorted.slice(0, TAGS).forEach(ticker => tags.append(el('span', hit(ticker) ? 'tag hit' : 'tag', ticker)));
  if (sorted.length > TAGS) { const rest = el('span', '', '+' + (sorted.length - TAGS)); rest.title = sorted.slice(TAGS).join(', '); tags.append(rest); }
  if (names.length > 1) tags.append(el('span', '', '\u00B7 ' + one.brief));
  if (one.checks) tags.append(el('span', 'warn', '\u26A0\uFE0E ' + count(one.checks, 'data note')));
  small.append(...fileLinks(one));
  if (one.revision > 1) { const past = el('div'); past.append(lineage(one)); small.append(past); }
  cells[1].append(head, tags, small);
  cells[2].append(el('b', '', score(one.h)));
  cells[3].append(lineage(one));
  const files = el('span', 'files');
  files.append(...fileLinks(one));
  cells[4].append(files);
  const manifest = link('', one.path + '/manifest.json', `Manifest of ${longDate(one.date)}, SHA-256 ${one.sha}`);
  manifest.append(el('code', '', one.sha.slice(0, 8)));
  const checked = data.checked && data.checked.clean && one.written.slice(0, 16) <= data.checked.at.slice(0, 16);
  if (checked) { const tick = el('span', 'ok', '\u2713 '); tick.title = 'Matched its hash at the last full check'; cells[5].append(tick); }
  cells[5].append(manifest);
  row.append(...cells);
  row.addEventListener('click', event => { if (!event.target.closest('a') && !String(getSelection())) location.href = opens(one); });
  return row;
}
let found = [];
function list() {
  found = editions.filter(fits);
  $('rows').replaceChildren(...found.slice(0, state.limit).map(line));
  tally();
}
const total = data.years.reduce((sum, year) => sum + year.editions, 0);
function tally() {
  const shown = Math.min(found.length, state.limit), more = found.length > shown || !isNarrowed() && absent.length > 0;
  let text = isNarrowed() ? `${found.length.toLocaleString('en-GB')} of ${count(total, 'brief')}` : count(total, 'brief');
  if (shown < (isNarrowed() ? found.length : total)) text += `, newest ${shown} shown`;
  if (reading) text += ` \u00B7 reading ${reading}\u2026`;
  if (broken.size) text += ` \u00B7 could not be read: ${[...broken].sort().join(', ')}`;
  $('count').textContent = text;
  $('none').hidden = found.length > 0 || reading > 0;
  $('list').hidden = found.length === 0;
  $('more').hidden = !more;
  $('clear').hidden = !isNarrowed();
}

// Chips and filters.
const names = [...new Set(data.years.flatMap(year => year.briefs))].sort();
function chips() {
  const often = new Map();
  editions.forEach(one => one.tickers.forEach(ticker => often.set(ticker, (often.get(ticker) || 0) + 1)));
  const sorted = [...often].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([ticker]) => ticker);
  const shown = state.chips || sorted.length <= CHIPS + 2 ? sorted : [...new Set([...sorted.slice(0, CHIPS), ...state.tickers])];
  const made = shown.map(ticker => {
    const chip = el('button', 'chip', ticker);
    chip.type = 'button';
    chip.setAttribute('aria-pressed', state.tickers.has(ticker));
    chip.addEventListener('click', () => {
      if (!state.tickers.delete(ticker)) state.tickers.add(ticker);
      chip.setAttribute('aria-pressed', state.tickers.has(ticker));
      narrow();
    });
    return chip;
  });
  if (sorted.length > shown.length) {
    const rest = el('button', 'flat', `${sorted.length - shown.length} more`);
    rest.type = 'button';
    rest.addEventListener('click', () => { state.chips = true; chips(); });
    made.push(rest);
  }
  $('chips').replaceChildren(...made);
}
function narrow() { state.limit = STEP; list(); remember(); reachBack(); }

// A view is an address: it can be kept and sent.
function remember() {
  const parts = new URLSearchParams();
  if (state.q) parts.set('q', state.q);
  if (state.tickers.size) parts.set('t', [...state.tickers].sort().join(','));
  if (state.show !== 'all') parts.set('m', state.show);
  if (state.brief) parts.set('b', state.brief);
  if (state.month !== edge.last) parts.set('month', state.month);
  const hash = parts.size ? '#' + parts : '#';
  if (location.hash === hash || hash === '#' && !location.hash) return;
  try { history.replaceState(null, '', hash); } catch { location.replace(hash); }
}
function recall() {
  const parts = new URLSearchParams(location.hash.slice(1)), at = parts.get('month') || '';
  state.q = parts.get('q') || '';
  state.tickers = new Set((parts.get('t') || '').split(',').filter(Boolean));
  state.show = ['pos', 'neg', 'rev', 'warn'].includes(parts.get('m')) ? parts.get('m') : 'all';
  state.brief = names.includes(parts.get('b')) ? parts.get('b') : '';
  state.month = /^\d{4}-(0[1-9]|1[0-2])$/.test(at) && at >= edge.first && at <= edge.last ? at : edge.last;
  state.limit = STEP;
  $('q').value = state.q;
  $('show').value = state.show;
  $('brief').value = state.brief;
}
function draw() { calendar(); chips(); list(); reachBack(); }

function facts() {
  const made = [count(total, 'brief')];
  if (data.years.length) made.push(' since ' + longDate(data.years[0].first));
  made.push('. ');
  if (data.checked) {
    const at = longDate(data.checked.at) + ', ' + data.checked.at.slice(11, 16) + ' UTC';
    made.push(`Last full check ${at}: `, data.checked.clean ? el('span', 'ok', '\u2713 every file matches its hash') : el('span', 'bad', '\u26A0\uFE0E faults found'), '. ');
  }
  made.push('Chain head ', el('code', '', data.chain_head ? data.chain_head.slice(0, 8) : 'none'), '.');
  $('facts').append(...made);
  $('desks').textContent = names.join(', ');
  names.forEach(name => { const made = el('option', '', name); made.value = name; $('brief').append(made); });
  $('brief').hidden = names.length < 2;
}
let waiting = 0;
$('q').addEventListener('input', event => {
  state.q = event.target.value.trim();
  clearTimeout(waiting);
  waiting = setTimeout(reachBack, 250);
  state.limit = STEP;
  list();
  remember();
});
$('show').addEventListener('change', event => { state.show = event.target.value; narrow(); });
$('brief').addEventListener('change', event => { state.brief = event.target.value; calendar(); narrow(); });
$('clear').addEventListener('click', () => {
  Object.assign(state, { q: '', tickers: new Set(), show: 'all', brief: '' });
  ['q', 'brief'].forEach(id => { $(id).value = ''; });
  $('show').value = 'all';
  calendar();
  chips();
  narrow();
  $('q').focus();
});
$('more').addEventListener('click', async () => {
  state.limit += 4 * STEP;
  if (!isNarrowed() && found.length < state.limit && absent.length) await load(absent[0]);
  list();
});
$('older').addEventListener('click', () => turn(-1));
$('newer').addEventListener('click', () => turn(1));
$('month').addEventListener('change', event => {
  const to = event.target.value;
  if (/^\d{4}-\d{2}$/.test(to) && to >= edge.first && to <= edge.last) { state.month = to; calendar(); remember(); }
});
$('months').addEventListener('keydown', event => {
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
  if (event.key === 'PageUp' || event.key === 'PageDown') { event.preventDefault(); turn(event.key === 'PageUp' ? -1 : 1); $('months').querySelector('a')?.focus(); }
  if (!by || !event.target.matches('a')) return;
  const days = [...event.target.closest('table').querySelectorAll('a')], here = days.indexOf(event.target);
  const column = Math.abs(by) === 7 ? event.target.parentElement.cellIndex : -1;
  const beyond = by < 0 ? days.slice(0, here).reverse() : days.slice(here + 1);
  const to = beyond.find(day => column < 0 || day.parentElement.cellIndex === column && day.parentElement !== event.target.parentElement);
  if (to) { event.preventDefault(); to.focus(); }
});
document.addEventListener('keydown', event => {
  if (event.key === '/' && !event.target.matches('input, select')) { event.preventDefault(); $('q').focus(); }
});
window.addEventListener('hashchange', () => { recall(); draw(); });
take(data.newest);
arrange();
recount();
facts();
recall();
draw();
$('app').hidden = false;
