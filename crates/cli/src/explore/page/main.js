// Joins the views: which is shown, what is chosen, what keys do.

const TABS = { code: 'Code', functions: 'Functions', places: 'Helpers, exits, registers', timeline: 'Time line', flame: 'Flame graph', difference: 'Difference', figures: 'Statistics' };

class Page {
  constructor(runs) {
    this.runs = runs;
    this.found = [];
    this.step = -1;
    this.lastExit = -1;
    this.makeTabs();
    this.panes = new Panes({ here: (thing, keys) => this.describe(thing, keys), elsewhere: (sites, line) => this.goToLine(sites, line) });
    this.views = {
      timeline: { make: () => new Timeline((event) => this.goToEvent(event)) },
      flame: { make: () => new Flame((index) => this.go({ function: index, row: 0 })) },
      difference: { make: () => new Difference(this.runs), once: true },
    };
    byId('run').append(...runs.map((run, at) => element('option', { value: at, text: run.name })));
    byId('runs').hidden = runs.length < 2;
    byId('run').addEventListener('change', (event) => this.showRun(this.runs[event.target.value]));
    byId('function').addEventListener('change', (event) => this.showFunction(Number(event.target.value)));
    byId('code').addEventListener('change', (event) => this.showCode(this.run.codes[event.target.value]));
    byId('search').addEventListener('input', () => this.search());
    byId('search').addEventListener('keydown', (event) => { if (event.key === 'Enter') this.nextFound(event.shiftKey ? -1 : 1); });
    byId('hottest').addEventListener('click', () => this.hottest());
    byId('next-exit').addEventListener('click', () => this.nextExit());
    byId('help-button').addEventListener('click', () => byId('help').showModal());
    document.addEventListener('keydown', (event) => this.press(event));
    this.keys();
    this.showRun(runs[0]);
    this.tab(runs.length > 1 ? 'figures' : 'code');
  }

  makeTabs() {
    for (const [name, title] of Object.entries(TABS)) {
      byId('tabs').append(element('button', {
        type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': `view-${name}`, text: title, onclick: () => this.tab(name),
      }));
    }
    byId('tabs').addEventListener('keydown', (event) => {
      const names = Object.keys(TABS);
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      const next = names[(names.indexOf(this.view) + step + names.length) % names.length];
      this.tab(next);
      byId(`tab-${next}`).focus();
    });
  }

  tab(name) {
    this.view = name;
    for (const it of Object.keys(TABS)) {
      byId(`view-${it}`).hidden = it !== name;
      byId(`tab-${it}`).setAttribute('aria-selected', it === name);
      byId(`tab-${it}`).tabIndex = it === name ? 0 : -1;
    }
    this.fill(name);
  }

  // Views are made when they are first looked at.
  fill(name) {
    const view = this.views[name];
    const go = (site, code, exit) => this.go(site, code, exit);
    if (name === 'code') this.panes.draw();
    if (view && !view.made) view.made = view.make();
    if (view && !view.once && view.shown !== this.run) { view.shown = this.run; view.made.show(this.run); }
    if (name === 'difference' && this.code) view.made.choose(this.run, this.code);
    if (name === 'functions') byId('view-functions').replaceChildren(functionTable(this.run, go));
    if (name === 'places') byId('view-places').replaceChildren(...placeTables(this.run, go), localTable(this.run, (it) => this.goToLocal(it)));
    if (name === 'figures') {
      const both = this.runs.length === 2 ? [comparedFunctions(this.runs, (site) => { this.choose(1); this.go(site); })] : [];
      byId('view-figures').replaceChildren(...both, figureTable(this.runs));
    }
  }

  choose(at) {
    byId('run').value = at;
    this.showRun(this.runs[at]);
  }

  showRun(run) {
    this.run = run;
    byId('program').textContent = run.program || 'unna explore';
    byId('outcome').textContent = `${run.outcome || 'recorded'}, ${time(run.duration_ns)}, ${grouped(run.samples.count)} samples, ${grouped(run.codes.length)} codes, unna ${run.version}`;
    const order = run.byHeat();
    byId('function').replaceChildren(...order.map((it) => element('option', {
      value: it.index, text: `${run.title(it.index)} ${percent(it.self / (run.samples.total_ns || 1))}${it.codes.length ? '' : ' –'}`,
    })));
    if (order.length) this.showFunction(order[0].index);
    if (this.view) this.fill(this.view);
  }

  showFunction(index, code) {
    this.index = index;
    byId('function').value = index;
    const it = this.run.functions[index];
    const codes = [...it.codes, ...it.inlinedIn];
    byId('code').replaceChildren(...codes.map((one) => element('option', {
      value: one.index, text: this.run.codeTitle(one) + (one.function === index ? '' : ` of ${this.run.functions[one.function].name}, where it is inlined`),
    })));
    byId('code').disabled = codes.length === 0;
    if (codes.length === 0) byId('code').append(element('option', { text: 'none: it was interpreted' }));
    this.showCode(code && codes.includes(code) ? code : this.run.mainCode(index));
  }

  showCode(code) {
    this.code = code;
    if (code) byId('code').value = code.index;
    byId('about-code').textContent = code ? this.aboutCode(code) : '';
    this.panes.show(this.run, this.index, code);
    byId('detail').replaceChildren(element('div', { text: 'Point at a line to see what belongs to it; click to keep it. ↩ an exit was taken, ⚙ a helper was called, ✆ a call was not inlined.' }));
    this.search();
  }

  aboutCode(code) {
    const taken = code.exits.reduce((sum, exit) => sum + exit.count, 0);
    const inlined = code.inlined.length ? `, inlined ${[...new Set(code.inlined.map((it) => this.run.functions[it.function].name))].join(' ')}` : '';
    const entered = code.entered ? `, entered ${grouped(code.entered)} times from a running loop` : '';
    return `made at ${time(code.made_ns)} in ${time(code.took_ns)}: ${code.why}; ${code.exits.length} guards, ${grouped(taken)} exits taken${entered}${inlined}`;
  }

  // What is to be said of a place that was picked.
  describe(thing, keys) {
    const { run } = this;
    const lines = [];
    const say = (text, go) => lines.push(element('div', {}, go ? element('a', { class: 'link', role: 'button', tabindex: '0', text, onclick: go, onkeydown: (event) => { if (event.key === 'Enter') go(); } }) : text));
    const heat = thing.sites.reduce((sum, site) => sum + run.heatOf(site), 0);
    const rows = thing.sites.slice(0, 4).map((site) => `${run.functions[site.function].name} row ${site.row}, line ${run.lineOf(site)}`);
    say(`${rows.join('; ') || 'for no single row'}${heat ? `: ${percent(heat)} of ${run.perfSamples ? 'the samples of perf' : 'the time'}` : ''}`);
    const ir = this.code && thing.line !== undefined ? this.code.ir[thing.line] : null;
    if (ir && (ir.register || ir.last_use !== undefined)) say(`in ${ir.register || 'no register'}${ir.last_use === undefined ? '' : `, last used at line ${ir.last_use} of the representation`}`);
    const places = this.panes.placesOf(thing);
    if (places.length) say(`registers of locals: ${places.join('; ')}`);
    for (const number of keys) {
      for (const { code, id, exit } of run.rowExits.get(number) || []) {
        say(`↩ exit ${id} of code #${code.index + 1}, ${exit.reason}: ${grouped(exit.count)} times, first at ${time(exit.first_ns)}`, () => this.go(exit.blame, code, id));
      }
      for (const call of run.rowHelpers.get(number) || []) say(`⚙ helper ${call.helper}: ${grouped(call.calls)} calls by machine code`);
      for (const it of run.rowCalls.get(number) || []) {
        say(`✆ ${it.callee === undefined ? 'the call' : run.functions[it.callee].name} was not inlined in code #${it.code.index + 1}: ${it.why}`);
      }
    }
    byId('detail').replaceChildren(...lines.slice(0, 40));
  }

  // Shows where a register begins to hold a local.
  goToLocal({ code, range }) {
    this.tab('code');
    this.showFunction(code.function, code);
    this.panes.pickOffset(range.from);
  }

  // Shows a row, in a code if one is given, at one of its exits if one is given.
  go(site, code, exit) {
    this.tab('code');
    if (code && code.function !== site.function) this.showFunction(code.function, code);
    else this.showFunction(site.function, code);
    if (exit !== undefined) this.panes.pickExit(exit); else this.panes.pickSite(site);
  }

  goToLine(sites, line) {
    const best = sites.reduce((a, b) => (this.run.functions[b.function].self > this.run.functions[a.function].self ? b : a));
    this.showFunction(best.function);
    const list = this.panes.lists.source;
    list.activate(line);
    this.panes.pick('source', line);
    list.box.focus();
  }

  goToEvent(event) {
    if (event.code !== undefined) this.go({ function: this.run.codes[event.code].function, row: 0 }, this.run.codes[event.code], event.exit);
    else this.go({ function: event.function, row: 0 });
  }

  hottest() {
    let [best, most] = [null, 0];
    for (const [key, heat] of this.run.rowHeat) if (heat > most) [best, most] = [key, heat];
    if (best === null) { byId('found').textContent = 'no samples'; return; }
    this.go({ function: Math.floor(best / 16777216), row: best % 16777216 });
  }

  // The exits that were taken, one after the other, the commonest first.
  nextExit() {
    const exits = this.run.codes.flatMap((code) => code.exits.map((exit, id) => ({ code, exit, id }))).filter((it) => it.exit.count);
    if (exits.length === 0) { byId('found').textContent = 'no exit was taken'; return; }
    exits.sort((a, b) => b.exit.count - a.exit.count);
    this.lastExit = (this.lastExit + 1) % exits.length;
    const { code, exit, id } = exits[this.lastExit];
    this.go(exit.blame, code, id);
    byId('found').textContent = `exit ${this.lastExit + 1} of ${exits.length}`;
  }

  search() {
    const text = byId('search').value.trim().toLowerCase();
    this.found = this.panes.search(text);
    this.step = -1;
    byId('found').textContent = text === '' ? '' : `${grouped(this.found.length)} found`;
  }

  nextFound(step) {
    if (this.found.length === 0) return;
    this.tab('code');
    this.step = (this.step + step + this.found.length) % this.found.length;
    const { name, index } = this.found[this.step];
    this.panes.lists[name].activate(index);
    this.panes.pick(name, index);
    byId('found').textContent = `${this.step + 1} of ${grouped(this.found.length)}`;
  }

  nextCode(step) {
    const options = byId('code').options;
    const at = byId('code').selectedIndex + step;
    if (options[at] && options[at].value) this.showCode(this.run.codes[options[at].value]);
  }

  keys() {
    const names = Object.keys(TABS);
    this.actions = {
      '/': ['search', () => byId('search').focus()], n: ['next match', () => this.nextFound(1)], N: ['match before', () => this.nextFound(-1)],
      h: ['hottest row', () => this.hottest()], e: ['next exit', () => this.nextExit()],
      '[': ['code before', () => this.nextCode(-1)], ']': ['next code of the function', () => this.nextCode(1)],
      '?': ['this help', () => byId('help').showModal()],
    };
    names.forEach((name, at) => { this.actions[at + 1] = [TABS[name], () => this.tab(name)]; });
    const said = [['↑ ↓', 'next line of a pane, with what belongs to it'], ['← →', 'next pane'], ['Esc', 'leave the search'], ...Object.entries(this.actions).map(([key, [what]]) => [key, what])];
    byId('keys').append(...said.flatMap(([key, what]) => [element('dt', { text: key }), element('dd', { text: what })]));
  }

  press(event) {
    const field = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === 'Escape' && event.target.id === 'search') { byId('search').value = ''; this.search(); event.target.blur(); }
    if (field || event.ctrlKey || event.metaKey || event.altKey || byId('help').open) return;
    const action = this.actions[event.key];
    if (action) { event.preventDefault(); action[1](); }
  }
}

const recordings = JSON.parse(byId('data').textContent);
const page = new Page(recordings.map((data, at) => new Run(data, recordings.length > 1 ? `${'AB'[at]} ${data.program}` : data.program)));
