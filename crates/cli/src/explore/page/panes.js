// The four panes: source, bytecode, representation, machine code, linked by the rows of bytecode.

const SOURCE_WORDS = /(\/\/.*|\/\*.*?\*\/)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\b(var|function|return|if|else|while|for|foreach|struct|print|import|as|true|false|nil|async|await|break|continue)\b|\b(\d+(?:\.\d+)?)\b/g;

function sourceParts(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(SOURCE_WORDS)) {
    if (match.index > at) parts.push(['', text.slice(at, match.index)]);
    parts.push([match[1] ? 'c' : match[2] ? 's' : match[3] ? 'w' : 'n', match[0]]);
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push(['', text.slice(at)]);
  return parts;
}

// The first word apart from the rest, and what stands behind a semicolon.
function wordParts(text) {
  const [, space, word, rest, comment] = /^(\s*)(\S*)([^;]*)(.*)$/s.exec(text);
  return [['', space], ['w', word], ['', rest], ...(comment ? [['c', comment]] : [])];
}

function irParts(text) {
  const [, made, rest, state] = /^(\s*(?:v\d+: \w+ = )?)([^;]*)(.*)$/s.exec(text);
  return [['d', made], ['', rest], ...(state ? [['c', state]] : [])];
}

// The most registers with a column of their own.
const MOST_LANES = 12;

const localsAt = (code, at) => code.locals.filter((it) => it.from <= at && at < it.until);

class Panes {
  constructor(onPick) {
    this.onPick = onPick;
    this.lists = {};
    this.titles = {};
    this.boxes = {};
    const names = { source: 'Source', bytecode: 'Bytecode', ir: 'Representation', machine: 'Machine code' };
    this.names = Object.keys(names);
    for (const [name, title] of Object.entries(names)) {
      const list = new List(name, title, {
        hover: (index) => this.hover(name, index), pick: (index) => this.pick(name, index),
        side: (step) => this.side(name, step),
      });
      this.lists[name] = list;
      this.titles[name] = element('span');
      this.boxes[name] = element('div', { class: 'pane', id: `pane-${name}` }, element('h2', { text: title }, this.titles[name]), list.box);
      byId('panes').append(this.boxes[name]);
    }
    this.form = element('select', { 'aria-label': 'Which representation', onchange: () => this.showIr() },
      element('option', { value: 'ir', text: 'behind the last pass' }), element('option', { value: 'ir_built', text: 'as it was built' }));
    this.boxes.ir.firstChild.append(this.form);
    this.picked = null;
  }

  // Makes the rows in sight, which a hidden list has not.
  draw() { this.names.forEach((name) => this.lists[name].draw()); }

  // Shows a function with one of its codes, or none.
  show(run, index, code) {
    Object.assign(this, { run, index, code, picked: null });
    const it = run.functions[index];
    this.module = it.module;
    this.showSource();
    this.showBytecode();
    this.showIr();
    this.showMachine();
    const first = it.rows.find((row) => row.line > 0);
    if (first && this.lists.source.items.length >= first.line) this.lists.source.reveal(Math.max(0, first.line - 3));
  }

  showSource() {
    const { run, module } = this;
    const { path, text } = run.modules[module];
    const lines = text === undefined ? [] : text.replace(/\n$/, '').split('\n');
    this.titles.source.textContent = text === undefined ? `${path}: its text is not there` : path;
    const items = lines.map((line, at) => {
      const sites = run.linesOf[module].get(at + 1) || [];
      return {
        text: line, number: at + 1, heat: (run.lineHeat[module].get(at + 1) || 0) / run.allHeat,
        marks: this.marks(sites), sites, parts: () => sourceParts(line),
      };
    });
    this.lists.source.show(items);
  }

  // Signs of a place: an exit, a helper, a call that was not inlined.
  marks(sites) {
    const { run } = this;
    const some = (map) => sites.some((site) => map.has(siteKey(site)));
    return (some(run.rowExits) ? '↩' : '') + (some(run.rowHelpers) ? '⚙' : '') + (some(run.rowCalls) ? '✆' : '');
  }

  showBytecode() {
    const { run, index, code } = this;
    const inner = code ? code.inlined.map((it) => it.function) : [];
    const functions = [...new Set([index, ...(code ? [code.function] : []), ...inner])];
    const items = [];
    for (const number of functions) {
      const it = run.functions[number];
      items.push({ head: true, text: `${run.title(number)}${number === index ? '' : number === (code && code.function) ? ', the compiled function' : ', inlined'}` });
      it.rows.forEach((row, at) => {
        const site = { function: number, row: at };
        items.push({
          text: row.text, number: at, heat: run.heatOf(site), marks: this.marks([site]), sites: [site],
          title: `line ${row.line}`, parts: () => wordParts(row.text),
        });
      });
    }
    this.titles.bytecode.textContent = `${run.functions[index].rows.length} rows`;
    this.lists.bytecode.show(items);
  }

  showIr() {
    const { code } = this;
    this.boxes.ir.hidden = !code || code.ir.length === 0;
    byId('panes').classList.toggle('four', !this.boxes.ir.hidden);
    this.boxes.ir.style.display = this.boxes.ir.hidden ? 'none' : '';
    // Only the form behind the last pass is what the instructions were made from.
    const isLast = this.form.value === 'ir';
    const items = code ? code[this.form.value].map((line, at) => ({
      text: line.text, number: at, line: isLast ? at : undefined, sites: line.site ? [line.site] : [], calls: this.callsOf(line.within),
      marks: line.register || '', head: !line.text.startsWith(' '), parts: () => irParts(line.text),
    })) : [];
    this.titles.ir.textContent = code ? `${items.length} lines` : '';
    this.lists.ir.show(items);
  }

  showMachine() {
    const { run, code } = this;
    const items = [];
    const lanes = code ? Math.min(MOST_LANES, Math.max(0, ...code.locals.map((it) => it.lane + 1))) : 0;
    let part = null;
    for (const it of code ? code.instructions : []) {
      const now = it.exit !== undefined ? this.exitTitle(it.exit) : it.part || (it.at < code.hot_bytes ? 'hot code' : 'out of line');
      if (now !== part) items.push({ head: true, text: now });
      part = now;
      const label = it.label ? `${it.label}: ` : '';
      const heat = it.samples ? it.samples / run.allHeat : 0;
      items.push({
        text: label + it.text, number: it.at.toString(16), heat, instruction: it, cold: it.at >= code.hot_bytes,
        sites: it.site ? [it.site] : [], marks: it.exit !== undefined ? '↩' : '', lanes: this.lanesAt(it.at, lanes),
        parts: () => [['d', label], ...wordParts(it.text)],
      });
    }
    const why = !code ? 'interpreted only' : code.left_out ? 'left out: the recording would be too large' : `${code.bytes} bytes, ${code.hot_bytes} of them hot`;
    this.titles.machine.textContent = why;
    this.lists.machine.show(items);
  }

  // The registers that hold locals at an instruction, a column for each: where one begins its name
  // is that of the title.
  lanesAt(at, count) {
    if (count === 0) return undefined;
    const columns = Array(count).fill(' ');
    const here = localsAt(this.code, at).filter((it) => it.lane < count);
    for (const it of here) columns[it.lane] = it.from === at ? '┌' : columns[it.lane] === '┌' ? '┌' : '│';
    return { text: columns.join(''), title: here.map((it) => this.placeOf(it)).join(', ') };
  }

  // Where a local is: `n (s0) int in rbx`.
  placeOf(range) {
    const inlined = range.within === undefined ? '' : ` of ${this.run.functions[range.function].name}`;
    return `${this.run.localTitle(range)}${inlined} ${range.held} in ${range.register}`;
  }

  // Where locals are at the instructions that belong to a thing.
  placesOf(thing) {
    if (!this.code) return [];
    const instructions = this.related(thing).machine.map((index) => this.lists.machine.items[index].instruction);
    const ranges = new Set(instructions.flatMap((it) => localsAt(this.code, it.at)));
    return this.code.locals.filter((it) => ranges.has(it)).map((it) => `${this.placeOf(it)} from ${it.from.toString(16)} to ${it.until.toString(16)}`);
  }

  exitTitle(id) {
    const exit = this.code.exits[id];
    return `exit ${id}: ${exit.reason}, before row ${exit.to.row}, taken ${grouped(exit.count)} times`;
  }

  // What an item of a pane stands for.
  thing(name, index) {
    const item = this.lists[name].items[index];
    if (!item || item.head) return null;
    return { name, index, item, line: item.line ?? item.instruction?.ir, sites: item.sites };
  }

  // The calls through which something was inlined.
  callsOf(within) {
    const keys = [];
    for (let at = within; at !== undefined; at = this.code.inlined[at].within) keys.push(siteKey(this.code.inlined[at].call));
    return keys;
  }

  // The sites of a thing, and the calls through which they were inlined.
  sitesOf(thing) {
    const keys = thing.sites.map(siteKey);
    if (!this.code) return new Set(keys);
    if (thing.line !== undefined) return new Set([...keys, ...this.callsOf(this.code.ir[thing.line]?.within)]);
    const calls = thing.name !== 'machine' ? [] : thing.sites.flatMap((site) => this.code.inlined.flatMap(
      (it, at) => (it.function === site.function ? this.callsOf(at) : [])));
    return new Set([...keys, ...calls]);
  }

  // The rows of each pane that belong to a thing.
  related(thing) {
    const keys = this.sitesOf(thing);
    const own = new Set(thing.sites.map(siteKey));
    const by = (test) => (list) => list.items.flatMap((item, index) => (!item.head && test(item) ? [index] : []));
    const has = (set) => (item) => item.sites.some((site) => set.has(siteKey(site)));
    const exact = thing.line;
    // What a call brought in belongs to the call too.
    const inlined = new Set(this.code ? this.code.ir.flatMap((line, at) => (this.callsOf(line.within).some((call) => own.has(call)) ? [at] : [])) : []);
    const belongs = (line, at) => (item) => (at !== undefined ? line(item) === at : has(own)(item) || inlined.has(line(item)));
    const isLast = this.form.value === 'ir';
    return {
      source: by(has(keys))(this.lists.source),
      bytecode: by(has(keys))(this.lists.bytecode),
      ir: by(belongs((item) => item.line, isLast ? exact : undefined))(this.lists.ir),
      machine: by(belongs((item) => item.instruction.ir, exact))(this.lists.machine),
    };
  }

  hover(name, index) {
    const thing = index < 0 ? this.picked : this.thing(name, index);
    this.light(thing, null);
  }

  light(thing, revealExcept) {
    const rows = thing ? this.related(thing) : {};
    for (const name of this.names) {
      const list = this.lists[name];
      list.link(rows[name] || []);
      if (revealExcept !== null && name !== revealExcept && rows[name]?.length) list.reveal(rows[name][0]);
    }
  }

  pick(name, index) {
    const thing = this.thing(name, index);
    if (!thing) return;
    if (name === 'source' && thing.sites.length && !thing.sites.some((site) => this.shows(site))) {
      this.onPick.elsewhere(thing.sites, index);
      return;
    }
    this.picked = thing;
    this.light(thing, name);
    this.onPick.here(thing, [...this.sitesOf(thing)]);
  }

  // Whether the bytecode pane has a site.
  shows(site) {
    const inner = this.code ? [this.code.function, ...this.code.inlined.map((it) => it.function)] : [];
    return site.function === this.index || inner.includes(site.function);
  }

  pickSite(site) {
    const list = this.lists.bytecode;
    const index = list.items.findIndex((item) => !item.head && item.sites[0].function === site.function && item.sites[0].row === site.row);
    if (index >= 0) { list.activate(index); this.pick('bytecode', index); }
  }

  pickExit(id) { this.pickInstruction((it) => it.exit === id); }

  pickOffset(offset) { this.pickInstruction((it) => it.at >= offset); }

  pickInstruction(is) {
    const list = this.lists.machine;
    const index = list.items.findIndex((item) => item.instruction && is(item.instruction));
    if (index < 0) return;
    list.activate(index);
    this.pick('machine', index);
  }

  side(name, step) {
    const shown = this.names.filter((it) => !this.boxes[it].hidden);
    const next = shown[shown.indexOf(name) + step];
    if (next) this.lists[next].box.focus();
  }

  // All rows whose text contains a text.
  search(text) {
    const found = [];
    for (const name of this.names) {
      const list = this.lists[name];
      const matches = text === '' ? [] : list.items.flatMap((item, index) => (item.text.toLowerCase().includes(text) ? [index] : []));
      list.mark(matches);
      found.push(...matches.map((index) => ({ name, index })));
    }
    return found;
  }
}
