// What happened when: a drawing of lanes, and the same as a list.

const LANES = [
  { name: 'compiled', kinds: ['compiled', 'refused'] },
  { name: 'loops entered', kinds: ['entered'] },
  { name: 'exits', kinds: ['exited'] },
  { name: 'out of use', kinds: ['invalidated', 'relearned', 'promoted', 'dropped'] },
  { name: 'evicted', kinds: ['evicted'] },
  { name: 'collections', kinds: ['collection', 'whole collection'] },
];
const SHAPES = { refused: 'cross', invalidated: 'cross', relearned: 'diamond', promoted: 'triangle', dropped: 'square', 'whole collection': 'diamond' };

class Timeline {
  constructor(onPick) {
    this.onPick = onPick;
    this.canvas = element('canvas', {
      role: 'img', tabindex: '0', onclick: (event) => this.click(event), onwheel: (event) => this.wheel(event),
      onkeydown: (event) => this.press(event),
      'aria-label': 'Time line of tiering; the list below has the same events. Plus and minus zoom, left and right move.',
    });
    this.about = element('p', { role: 'status' });
    this.filters = element('div', { class: 'filters', role: 'group', 'aria-label': 'Kinds of events' });
    this.list = new List('events', 'Events', { hover: () => {}, pick: (index) => this.pick(index) });
    const jump = element('button', { type: 'button', text: 'Show the code', onclick: () => this.jump() });
    byId('view-timeline').append(this.canvas, this.about, element('div', { class: 'bar' }, this.filters, jump),
      element('div', { class: 'pane', style: 'flex:1' }, element('h2', { text: 'Events' }, element('span', { text: 'at, cost, what, where, why' })), this.list.box));
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  show(run) {
    this.run = run;
    const pauses = run.pauses.map((it) => ({ at_ns: it.at_ns, took_ns: it.took_ns, kind: it.major ? 'whole collection' : 'collection', why: '' }));
    this.events = [...run.events, ...pauses].sort((a, b) => a.at_ns - b.at_ns);
    this.hidden = new Set();
    this.window = [0, run.duration_ns];
    const kinds = new Map();
    this.events.forEach((event) => add(kinds, event.kind, 1));
    this.filters.replaceChildren(...[...kinds].map(([kind, count]) => element('label', {},
      element('input', { type: 'checkbox', checked: true, onchange: (event) => this.filter(kind, event.target.checked) }),
      ` ${kind} (${grouped(count)})`)));
    this.fill();
  }

  filter(kind, shown) {
    if (shown) this.hidden.delete(kind); else this.hidden.add(kind);
    this.fill();
  }

  fill() {
    const { run } = this;
    this.shown = this.events.filter((event) => !this.hidden.has(event.kind));
    const left = run.events_left_out ? `, and ${grouped(run.events_left_out)} exits and entries more that were only counted` : '';
    this.about.textContent = `${grouped(this.shown.length)} events in ${time(run.duration_ns)}${left}`;
    this.list.show(this.shown.map((event) => {
      const cost = event.took_ns ? time(event.took_ns) : '';
      const where = event.function === undefined ? '' : run.title(event.function);
      const code = event.code === undefined ? '' : `#${event.code + 1} `;
      const text = `${time(event.at_ns).padStart(10)} ${cost.padStart(9)}  ${event.kind.padEnd(16)} ${code}${where}  ${event.why || ''}`;
      return { text, plain: true, sites: [] };
    }));
    this.draw();
  }

  x(ns) {
    const [from, to] = this.window;
    return this.left + ((ns - from) / Math.max(1, to - from)) * (this.width - this.left - 10);
  }

  draw() {
    if (!this.run) return;
    const scale = window.devicePixelRatio || 1;
    const { clientWidth, clientHeight } = this.canvas;
    if (clientWidth === 0) return;
    Object.assign(this.canvas, { width: clientWidth * scale, height: clientHeight * scale });
    const pen = this.canvas.getContext('2d');
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    pen.scale(scale, scale);
    Object.assign(this, { width: clientWidth, left: 110 });
    const lane = (clientHeight - 24) / LANES.length;
    pen.font = '12px system-ui, sans-serif';
    LANES.forEach(({ name }, at) => {
      pen.fillStyle = colour('--dim');
      pen.fillText(name, 8, (at + 0.65) * lane);
      pen.fillStyle = colour('--line');
      pen.fillRect(0, (at + 1) * lane, clientWidth, 1);
    });
    this.ticks(pen, clientHeight, colour);
    this.spots = [];
    for (const event of this.shown) {
      const at = LANES.findIndex((it) => it.kinds.includes(event.kind));
      const x = this.x(event.at_ns);
      if (x < this.left - 4 || x > this.width) continue;
      const y = (at + 0.5) * lane;
      pen.fillStyle = colour(at === 2 || at === 3 ? '--linked-edge' : '--accent');
      const wide = event.took_ns ? Math.max(0, this.x(event.at_ns + event.took_ns) - x) : 0;
      const from = event.kind === 'compiled' ? x - wide : x;
      if (wide > 0) pen.fillRect(from, y - 5, Math.max(1, wide), 10);
      this.sign(pen, SHAPES[event.kind] || 'bar', x, y);
      if (event === this.chosen) { pen.strokeStyle = colour('--text'); pen.strokeRect(x - 7, y - 9, 14, 18); }
      this.spots.push({ x, y, event });
    }
  }

  ticks(pen, height, colour) {
    pen.fillStyle = colour('--dim');
    const [from, to] = this.window;
    for (let tick = 0; tick <= 5; tick += 1) {
      const ns = from + ((to - from) * tick) / 5;
      const text = time(ns);
      const x = Math.min(this.x(ns), this.width - 8 - pen.measureText(text).width);
      pen.fillText(text, x, height - 6);
    }
  }

  sign(pen, shape, x, y) {
    pen.beginPath();
    if (shape === 'bar') pen.rect(x - 1, y - 7, 2, 14);
    else if (shape === 'square') pen.rect(x - 4, y - 4, 8, 8);
    else if (shape === 'cross') { pen.rect(x - 5, y - 1, 10, 2); pen.rect(x - 1, y - 5, 2, 10); }
    else {
      pen.moveTo(x, y - 6); pen.lineTo(x + 5, shape === 'triangle' ? y + 5 : y);
      if (shape === 'diamond') pen.lineTo(x, y + 6);
      pen.lineTo(x - 5, shape === 'triangle' ? y + 5 : y);
    }
    pen.fill();
  }

  click(event) {
    const { offsetX: x, offsetY: y } = event;
    const near = (spot) => Math.abs(spot.x - x) + Math.abs(spot.y - y);
    const best = this.spots.reduce((a, b) => (a === null || near(b) < near(a) ? b : a), null);
    if (best && near(best) < 24) {
      const index = this.shown.indexOf(best.event);
      this.list.activate(index);
      this.pick(index);
    }
  }

  pick(index) {
    this.chosen = this.shown[index];
    this.list.link([index]);
    this.draw();
  }

  jump() { if (this.chosen) this.onPick(this.chosen); }

  zoom(factor, middle) {
    const [from, to] = this.window;
    const half = Math.min(this.run.duration_ns, (to - from) * factor) / 2;
    const centre = Math.min(this.run.duration_ns - half, Math.max(half, middle));
    this.window = [centre - half, centre + half];
    this.draw();
  }

  wheel(event) {
    event.preventDefault();
    const [from, to] = this.window;
    const part = Math.max(0, (event.offsetX - this.left) / (this.width - this.left));
    this.zoom(event.deltaY > 0 ? 1.25 : 0.8, from + (to - from) * part);
  }

  press(event) {
    const [from, to] = this.window;
    const middle = (from + to) / 2;
    if (event.key === '+') this.zoom(0.5, middle);
    else if (event.key === '-') this.zoom(2, middle);
    else if (event.key === 'ArrowLeft') this.zoom(1, middle - (to - from) / 4);
    else if (event.key === 'ArrowRight') this.zoom(1, middle + (to - from) / 4);
    else return;
    event.preventDefault();
  }
}
