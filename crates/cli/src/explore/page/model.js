'use strict';
// The recordings of the page, with what the views look up in them.

const siteKey = (site) => site.function * 16777216 + site.row;
const add = (map, key, amount) => map.set(key, (map.get(key) || 0) + amount);
const push = (map, key, item) => { const list = map.get(key); if (list) list.push(item); else map.set(key, [item]); };

class Run {
  constructor(data, name) {
    Object.assign(this, data);
    this.name = name;
    this.functions.forEach((it, index) => Object.assign(it, {
      index, self: 0, total: 0, compiled: 0, codes: [], inlinedIn: [], helperCalls: 0, exits: 0,
    }));
    this.rowExits = new Map();
    this.rowCalls = new Map();
    this.codes.forEach((code, index) => this.addCode(code, index));
    this.rowHelpers = new Map();
    for (const call of this.helpers) {
      push(this.rowHelpers, siteKey({ function: call.function, row: call.row }), call);
      this.functions[call.function].helperCalls += call.calls;
    }
    this.addSamples();
    this.addHeat();
    this.linesOf = this.modules.map(() => new Map());
    for (const it of this.functions) {
      it.rows.forEach((row, index) => push(this.linesOf[it.module], row.line, { function: it.index, row: index }));
    }
  }

  addCode(code, index) {
    code.index = index;
    code.ir = code.ir || [];
    code.ir_built = code.ir_built || [];
    code.inlined = code.inlined || [];
    code.not_inlined = code.not_inlined || [];
    code.locals = code.locals || [];
    // A column for each register, which may be that of several locals of one value.
    const registers = [...new Set(code.locals.map((it) => it.register))];
    code.locals.forEach((it) => { it.lane = registers.indexOf(it.register); });
    const own = this.functions[code.function];
    own.codes.push(code);
    code.inlined.forEach((it) => {
      const inner = this.functions[it.function];
      if (inner !== own && !inner.inlinedIn.includes(code)) inner.inlinedIn.push(code);
    });
    code.exits.forEach((exit, id) => {
      if (exit.count === 0) return;
      push(this.rowExits, siteKey(exit.blame), { code, id, exit });
      this.functions[exit.blame.function].exits += exit.count;
    });
    code.not_inlined.forEach((it) => push(this.rowCalls, siteKey(it.call), { code, ...it }));
    code.samples = code.instructions.reduce((sum, it) => sum + (it.samples || 0), 0);
  }

  // Time by function: its own, and that of its calls too.
  addSamples() {
    const { calls, stacks } = this.samples;
    for (const stack of stacks) {
      const inner = calls[stack.calls[0]];
      if (!inner) continue;
      const it = this.functions[inner.function];
      it.self += stack.ns;
      if (inner.compiled) it.compiled += stack.ns;
      for (const index of new Set(stack.calls.map((call) => calls[call].function))) {
        this.functions[index].total += stack.ns;
      }
    }
  }

  // Heat of rows and lines: by the samples of perf if there are any, else by those of the engine.
  addHeat() {
    this.perfSamples = this.codes.reduce((sum, code) => sum + code.samples, 0);
    this.rowHeat = new Map();
    if (this.perfSamples > 0) {
      for (const code of this.codes) {
        for (const it of code.instructions) if (it.samples && it.site) add(this.rowHeat, siteKey(it.site), it.samples);
      }
    } else {
      for (const stack of this.samples.stacks) {
        const call = this.samples.calls[stack.calls[0]];
        if (call && call.row !== null) add(this.rowHeat, siteKey(call), stack.ns);
      }
    }
    this.allHeat = this.perfSamples || this.samples.total_ns || 1;
    this.lineHeat = this.modules.map(() => new Map());
    this.functions.forEach((it) => it.rows.forEach((row, index) => {
      const heat = this.rowHeat.get(siteKey({ function: it.index, row: index }));
      if (heat) add(this.lineHeat[it.module], row.line, heat);
    }));
  }

  heatOf(site) { return (this.rowHeat.get(siteKey(site)) || 0) / this.allHeat; }

  title(index) {
    const it = this.functions[index];
    return `${it.name} (${this.modules[it.module].path.split(/[\\/]/).pop()}:${it.line})`;
  }

  // A local by its name in the source and its slot.
  localTitle({ function: index, slot }) {
    const it = this.functions[index];
    const name = it.locals && it.locals[slot];
    return name ? `${name} (s${slot})` : `s${slot}`;
  }

  lineOf(site) { const row = this.functions[site.function].rows[site.row]; return row ? row.line : 0; }

  codeTitle(code) {
    const entry = code.entry === 'function' ? '' : `, entered at loop ${code.entry.loop}`;
    const variant = code.variant ? `, version ${code.variant + 1}` : '';
    return `#${code.index + 1} ${code.tier}${entry}${variant}, ${code.bytes} bytes${code.ended_ns === undefined ? '' : ', out of use'}`;
  }

  // The code of a function that a reader wants to see first: the one that most samples were in, each
  // of which it answered by leaving at a poll, or else the one that was in use longest.
  mainCode(index) {
    const { codes: own, inlinedIn } = this.functions[index];
    const here = (code) => code.instructions.reduce((sum, it) => sum + (it.site?.function === index ? it.samples || 0 : 0), 0);
    const codes = this.perfSamples || own.length === 0 ? [...own, ...inlinedIn] : own;
    const polls = (code) => code.exits.reduce((sum, exit) => sum + (exit.reason === 'poll' ? exit.count : 0), 0);
    const life = (code) => (here(code) * 1e3 + polls(code)) * 1e12 + (code.ended_ns === undefined ? this.duration_ns : code.ended_ns) - code.made_ns;
    return codes.reduce((best, code) => (best === null || life(code) > life(best) ? code : best), null);
  }

  // The functions with most time of their own, first.
  byHeat() {
    const heat = (it) => it.self * 1e6 + it.total + it.codes.length;
    return this.functions.slice().sort((a, b) => heat(b) - heat(a) || a.index - b.index);
  }
}

const percent = (part) => (part >= 0.9995 ? '100%' : part >= 0.0005 ? `${(100 * part).toFixed(1)}%` : part > 0 ? '<0.1%' : '');
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
const time = (ns) => (ns >= 1e9 ? `${(ns / 1e9).toFixed(2)} s` : ns >= 1e6 ? `${(ns / 1e6).toFixed(2)} ms` : `${(ns / 1e3).toFixed(1)} µs`);

// An element with attributes (a `text` is its text, an `on…` a listener) and children.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === 'text') made.textContent = value;
    else if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const byId = (id) => document.getElementById(id);
