// The sampled stacks as a flame graph: the outermost call on top, wider where more time passed.

const FLAME_ROW = 18;
const FLAME_DEPTH = 120;

function flameTree(run) {
  const root = { title: 'all', kind: 'all', ns: 0, own: 0, children: new Map() };
  for (const stack of run.samples.stacks) {
    root.ns += stack.ns;
    let node = root;
    const calls = stack.calls.map((call) => run.samples.calls[call]).reverse();
    for (const call of calls.slice(0, FLAME_DEPTH)) {
      const key = call.function * 2 + (call.compiled ? 1 : 0);
      if (!node.children.has(key)) {
        const kind = call.compiled ? 'compiled' : 'interpreted';
        node.children.set(key, { function: call.function, kind, title: run.functions[call.function].name, ns: 0, own: 0, children: new Map() });
      }
      node = node.children.get(key);
      node.ns += stack.ns;
    }
    node.own += stack.ns;
  }
  return root;
}

class Flame {
  constructor(onPick) {
    this.onPick = onPick;
    this.about = element('p', { role: 'status' });
    this.box = element('div', { class: 'flame', role: 'group', 'aria-label': 'Flame graph' });
    const go = element('button', { type: 'button', text: 'Show the function', onclick: () => this.root.function !== undefined && this.onPick(this.root.function) });
    const out = element('button', { type: 'button', text: 'All', onclick: () => this.enlarge(this.tree) });
    byId('view-flame').append(element('div', { class: 'bar' }, out, go, this.about), this.box,
      element('p', { text: 'Plain boxes are machine code, hatched ones are interpreted. A click enlarges a call. Samples are taken at loop turns and calls.' }));
  }

  show(run) {
    this.run = run;
    this.tree = flameTree(run);
    this.enlarge(this.tree);
  }

  enlarge(node) {
    this.root = node;
    const boxes = [];
    let deepest = 0;
    const place = (it, from, depth) => {
      const width = it.ns / node.ns;
      if (width < 0.002 || depth > FLAME_DEPTH) return;
      deepest = Math.max(deepest, depth);
      const part = percent(it.ns / (this.tree.ns || 1));
      const label = `${it.title}${it.kind === 'all' ? '' : `, ${it.kind}`}: ${part}, ${time(it.ns)}, of it ${time(it.own)} its own`;
      boxes.push(element('button', {
        type: 'button', class: it.kind, text: `${it.title} ${part}`, title: label, 'aria-label': label, onclick: () => this.enlarge(it),
        style: `left:${100 * from}%;width:${100 * width}%;top:${depth * FLAME_ROW}px`,
      }));
      let at = from;
      for (const child of [...it.children.values()].sort((a, b) => b.ns - a.ns)) {
        place(child, at, depth + 1);
        at += child.ns / node.ns;
      }
    };
    if (node.ns > 0) place(node, 0, 0);
    this.box.replaceChildren(...boxes);
    this.box.style.height = `${(deepest + 1) * FLAME_ROW}px`;
    this.about.textContent = node.ns > 0
      ? `${node.title}: ${time(node.ns)}, ${grouped(this.run.samples.count)} samples in all`
      : 'The program ended before the first sample was taken.';
  }
}
