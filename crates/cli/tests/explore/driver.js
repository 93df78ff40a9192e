// Uses the page as a person would, by clicks and keys, and writes what it sees into `#checks`: a
// line for each check. The test appends it to a page, with `wanted` as the name of a part.

const checks = [];
const check = (name, holds, seen) => checks.push(`${holds ? 'ok' : 'FAIL'} ${name}${holds ? '' : `: ${JSON.stringify(seen)}`}`);
const all = (selector) => [...document.querySelectorAll(selector)];
const texts = (selector) => all(selector).map((it) => it.textContent);
const linked = (pane) => texts(`#pane-${pane} .row.linked .text`);
const fire = (target, type, Event, options) => target.dispatchEvent(new Event(type, { bubbles: true, cancelable: true, ...options }));
const key = (name, target = document.body) => fire(target, 'keydown', KeyboardEvent, { key: name });

function row(pane, text) {
  const found = all(`#pane-${pane} .row`).find((it) => !it.classList.contains('head') && it.textContent.includes(text));
  if (!found) throw new Error(`no row "${text}" in ${pane}: ${texts(`#pane-${pane} .row`).slice(0, 40).join(' | ')}`);
  return found;
}

function choose(select, text) {
  const option = [...document.getElementById(select).options].find((it) => it.textContent.includes(text));
  document.getElementById(select).value = option.value;
  fire(document.getElementById(select), 'change', Event);
}

const parts = {
  // Optimised code, in which `square` is inlined into `work`.
  linked() {
    choose('function', 'work (');
    check('four panes are shown', all('.pane').filter((it) => it.offsetWidth > 0 && it.id !== '').length === 4, texts('.pane h2'));
    row('source', 'square(i)').click();
    check('a line lights its bytecode', linked('bytecode').some((it) => it.startsWith('CALL')), linked('bytecode'));
    check('a line lights the representation', linked('ir').some((it) => it.includes('int.mul')), linked('ir'));
    check('a line lights machine code', linked('machine').some((it) => it.includes('imul')), linked('machine'));
    check('a line does not light everything', linked('machine').length < all('#pane-machine .row').length, linked('machine'));
    row('ir', 'int.mul').click();
    check('an inlined value lights the callee', linked('source').some((it) => it.includes('return x * x')), linked('source'));
    check('an inlined value lights the call', linked('source').some((it) => it.includes('square(i)')), linked('source'));
    check('a value lights its instructions alone', linked('machine').length > 0 && linked('machine').every((it) => !it.includes('jne')), linked('machine'));
    fire(row('machine', 'imul'), 'mouseover', MouseEvent);
    check('pointing lights as a click does', linked('ir').some((it) => it.includes('int.mul')), linked('ir'));
    check('a register is named', texts('#detail div').some((it) => /in (r|e|xmm)/.test(it)), texts('#detail div'));
    const form = document.querySelector('#pane-ir select');
    form.value = 'ir_built';
    fire(form, 'change', Event);
    row('source', 'square(i)').click();
    check('a line lights the representation as it was built', linked('ir').some((it) => it.includes('int.')), linked('ir'));
    form.value = 'ir';
    fire(form, 'change', Event);
    row('source', 'return x * x').click();
    check('a line of an inlined function keeps the code', document.getElementById('function').selectedOptions[0].textContent.includes('work'), 0);
    row('source', 'fib(n - 1)').click();
    check('a line of another function leads there', document.getElementById('function').selectedOptions[0].textContent.includes('fib'), texts('#detail div'));
  },

  // The register of the local `i`, in the code of either compiler.
  registers() {
    choose('function', 'work (');
    row('source', 'sum = sum + square(i)').click();
    const told = texts('#detail div').find((it) => it.startsWith('registers of locals: ')) || '';
    check('a line tells the registers of locals', /\bi \(s\d\) int in r\w+ from \w+ to \w+/.test(told), texts('#detail div'));
    check('they are drawn beside the instructions', texts('#pane-machine .row.linked .lanes').some((it) => it.includes('│')), texts('#pane-machine .lanes'));
    key('3');
    const line = all('#view-places tr.pick').find((it) => /^i \(s\d\)work/.test(it.textContent));
    check('they are listed', line !== undefined, texts('#view-places caption'));
    line?.click();
    check('one leads to where it begins', !document.getElementById('view-code').hidden && texts('#pane-machine .row.active .lanes').some((it) => it.includes('┌')), texts('#pane-machine .row.active'));
  },

  keys() {
    choose('function', 'work (');
    row('bytecode', 'LOOP_HEADER').click();
    const list = document.getElementById('list-bytecode');
    const active = () => texts('#pane-bytecode .row.active .text')[0];
    const before = active();
    key('ArrowDown', list);
    check('an arrow goes to the next row', active() !== before && active() !== undefined, active());
    check('the active row is named', document.getElementById(list.getAttribute('aria-activedescendant')).classList.contains('active'), 0);
    key('ArrowRight', list);
    check('an arrow goes to the next pane', document.activeElement.closest('.pane').id !== 'pane-bytecode', document.activeElement.id);
    key('/');
    check('a key leads to the search', document.activeElement.id === 'search', document.activeElement.id);
    document.getElementById('search').value = 'square';
    fire(document.getElementById('search'), 'input', Event);
    check('a search finds', parseInt(document.getElementById('found').textContent, 10) > 1, document.getElementById('found').textContent);
    key('Enter', document.getElementById('search'));
    check('Enter goes to a match', texts('.row.active.match').length > 0, texts('.row.active'));
    key('Escape', document.getElementById('search'));
    check('Escape ends the search', texts('.row.match').length === 0, texts('.row.match'));
    key('e');
    check('a key leads to an exit', /exit 1 of/.test(document.getElementById('found').textContent), document.getElementById('found').textContent);
    check('the exit is told', texts('#detail div').some((it) => it.includes('exit')), texts('#detail div'));
    key('?');
    check('a key shows the keys', document.getElementById('help').open, 0);
    document.getElementById('help').close();
  },

  hottest() {
    key('h');
    check('a key leads to the hottest row', texts('#pane-source .row.linked').length > 0, texts('#detail div'));
    check('its share is a text', texts('#pane-bytecode .row.active .heat').some((it) => /%/.test(it)), texts('#pane-bytecode .row.active'));
  },

  views() {
    key('2');
    check('functions are listed', texts('#view-functions tbody tr').some((it) => it.includes('work')), texts('#view-functions tr'));
    key('3');
    check('helpers are listed', texts('#view-places caption').some((it) => it.includes('Helpers')), texts('#view-places caption'));
    check('a call that was not inlined has a reason', texts('#view-places td').some((it) => it.includes('recursive')), texts('#view-places td'));
    all('#view-places tr.pick')[0].click();
    check('a place leads to the code', !document.getElementById('view-code').hidden && texts('.row.active').length > 0, texts('.row.active'));
    key('4');
    check('events are listed', texts('#list-events .row').some((it) => it.includes('compiled')), texts('#list-events .row'));
    check('the time line is drawn', document.querySelector('canvas').width > 100, document.querySelector('canvas').width);
    all('#list-events .row').find((it) => it.textContent.includes('compiled')).click();
    all('#view-timeline button').find((it) => it.textContent.includes('code')).click();
    check('an event leads to its code', !document.getElementById('view-code').hidden, 0);
    key('5');
    check('the flame graph names calls', texts('.flame button').some((it) => it.includes('script')), texts('.flame button'));
    all('.flame button').find((it) => it.textContent.includes('script')).click();
    check('a click enlarges a call', texts('.flame button')[0].includes('script'), texts('.flame button'));
    key('6');
    check('a difference is shown', texts('.diff div').length > 0, texts('.diff div'));
    check('a difference counts', /only in the first/.test(texts('#view-difference p')[0]), texts('#view-difference p'));
    key('7');
    check('figures are listed', texts('#view-figures td').some((it) => it.includes('codes made')), texts('#view-figures td'));
    check('exactly one view is shown', all('section').filter((it) => it.offsetParent !== null).length === 1, 0);
    check('exactly one tab is selected', all('[role=tab][aria-selected=true]').length === 1, 0);
  },

  labels() {
    for (const it of all('[role=listbox], canvas, .flame, [role=tablist]')) check(`${it.tagName} has a label`, it.getAttribute('aria-label'), it.outerHTML);
    const unnamed = all('input, select').filter((it) => !it.closest('label') && !it.getAttribute('aria-label'));
    check('every field has a label', unnamed.length === 0, unnamed.map((it) => it.outerHTML));
    const position = all('#list-source .row')[0];
    check('rows tell their place', position.getAttribute('aria-setsize') > 1 && position.getAttribute('aria-posinset') === '1', position.outerHTML);
  },

  dark() {
    const light = (element) => getComputedStyle(element).backgroundColor.match(/\d+/g).slice(0, 3).reduce((sum, it) => sum + Number(it), 0);
    check('the page is dark', light(document.body) < 150, getComputedStyle(document.body).backgroundColor);
    check('its text is light', getComputedStyle(document.body).color.match(/\d+/g)[0] > 180, getComputedStyle(document.body).color);
  },

  narrow() {
    const panes = all('.pane').filter((it) => it.offsetWidth > 0).map((it) => it.getBoundingClientRect());
    check('panes stand below each other', panes.every((it, at) => at === 0 || it.top >= panes[at - 1].bottom), panes);
    check('nothing is wider than the window', document.documentElement.scrollWidth <= innerWidth, document.documentElement.scrollWidth);
  },

  // A program of thousands of lines: only what is in sight is made.
  large() {
    const painted = performance.getEntriesByName('first-contentful-paint')[0];
    checks.push(`note first paint ${painted ? Math.round(painted.startTime) : '?'} ms, ready ${Math.round(performance.now())} ms`);
    check('few rows are made', all('.row').length < 600, all('.row').length);
    const list = document.getElementById('list-source');
    list.scrollTop = list.scrollHeight;
    fire(list, 'scroll', Event);
    check('the last line can be scrolled to', texts('#list-source .row').some((it) => it.includes('last line')), texts('#list-source .row').slice(-3));
    document.getElementById('search').value = 'last line';
    fire(document.getElementById('search'), 'input', Event);
    check('a search finds one line', document.getElementById('found').textContent === '1 found', document.getElementById('found').textContent);
  },

  // What a program says is text, in every view.
  hostile() {
    for (let view = 1; view <= 7; view += 1) key(String(view));
    check('no text of a program became an element', all('b.hostile').length === 0, texts('b.hostile'));
    key('1');
    check('it is shown as text', texts('#list-source .row').some((it) => it.includes('<\/script><b class=hostile>')), texts('#list-source .row'));
  },

  failed() {
    check('how the program ended is said', document.getElementById('outcome').textContent.includes(expected), document.getElementById('outcome').textContent);
    check('its code is shown', all('#list-machine .row').length > 5, texts('#pane-machine'));
  },

  compared() {
    check('two runs can be chosen', document.getElementById('run').options.length === 2, 0);
    check('the figures of both are shown', texts('#view-figures th').filter((it) => /^[AB] /.test(it)).length >= 2, texts('#view-figures th'));
    check('what changed is told', texts('#view-figures th').includes('change'), texts('#view-figures th'));
    key('6');
    check('their codes differ', texts('.diff .plus').length > 0 && texts('.diff .minus').length > 0, texts('#view-difference p'));
    choose('run', 'B ');
    key('1');
    // Which function is the hottest, and so shown first, differs from run to run.
    choose('function', 'work (');
    check('the other run is shown', all('#list-bytecode .row').length > 3, 0);
  },
};

window.addEventListener('error', (event) => checks.push(`FAIL an error: ${event.message}`));
setTimeout(() => {
  try { wanted.forEach((name) => parts[name]()); } catch (error) { checks.push(`FAIL ${error.message} ${error.stack}`); }
  document.body.append(element('pre', { id: 'checks', text: `${checks.join('\n')}\nend` }));
}, 50);
