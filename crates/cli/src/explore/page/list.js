// A list of many rows of one height, of which only those in sight are elements.

const ROW = 18;
const MARGIN_ROWS = 8;

class List {
  // `hooks` has `hover(index or -1)`, `pick(index)` and `side(step)`, for the arrow keys left and right.
  constructor(name, label, hooks) {
    this.name = name;
    this.hooks = hooks;
    this.items = [];
    this.active = -1;
    this.linked = new Set();
    this.matches = new Set();
    this.hovered = -1;
    this.spacer = element('div', { role: 'presentation' });
    this.box = element('div', {
      class: 'list', role: 'listbox', tabindex: '0', 'aria-label': label, id: `list-${name}`,
      onscroll: () => this.draw(), onkeydown: (event) => this.press(event),
      onmouseover: (event) => this.hover(event), onmouseleave: () => this.leave(),
      onclick: (event) => this.click(event),
    }, this.spacer);
    this.rows = new Map();
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  // `items` are objects with `text` and what `rowParts` reads.
  show(items) {
    this.items = items;
    this.active = -1;
    this.linked = new Set();
    this.matches = new Set();
    this.gutter = `${Math.max(3, ...items.slice(-1).concat(items.slice(0, 1)).map((it) => String(it.number ?? '').length)) + 1}ch`;
    this.spacer.style.height = `${items.length * ROW}px`;
    this.box.scrollTop = 0;
    this.redraw();
  }

  redraw() {
    this.rows.forEach((row) => row.remove());
    this.rows.clear();
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.box.scrollTop / ROW) - MARGIN_ROWS);
    const last = Math.min(this.items.length, Math.ceil((this.box.scrollTop + this.box.clientHeight) / ROW) + MARGIN_ROWS);
    for (const [index, row] of this.rows) {
      if (index < first || index >= last) { row.remove(); this.rows.delete(index); }
    }
    const fresh = document.createDocumentFragment();
    for (let index = first; index < last; index += 1) {
      let row = this.rows.get(index);
      if (!row) {
        row = this.row(index);
        this.rows.set(index, row);
        fresh.append(row);
      }
      this.dress(row, index);
    }
    this.box.append(fresh);
  }

  row(index) {
    const item = this.items[index];
    const row = element('div', {
      class: `row${item.head ? ' head' : ''}${item.cold ? ' cold' : ''}`, role: 'option', id: `${this.name}-${index}`,
      'data-index': index, 'aria-setsize': this.items.length, 'aria-posinset': index + 1, title: item.title,
      style: `top:${index * ROW}px`,
    });
    if (item.head || item.plain) {
      row.append(element('span', { class: 'text', text: item.text }));
      return row;
    }
    row.append(element('span', { class: 'gutter', style: `width:${this.gutter}`, text: item.number ?? '' }));
    const heat = element('span', { class: 'heat', text: percent(item.heat || 0) });
    if (item.heat) heat.style.backgroundColor = `rgba(var(--heat), ${Math.min(0.75, 0.08 + item.heat)})`;
    row.append(heat, element('span', { class: 'marks', text: item.marks || '' }));
    if (item.lanes) row.append(element('span', { class: 'lanes', 'aria-hidden': true, title: item.lanes.title, text: item.lanes.text }));
    const text = element('span', { class: 'text' });
    for (const [kind, part] of item.parts()) text.append(kind ? element('span', { class: `t-${kind}`, text: part }) : part);
    row.append(text);
    return row;
  }

  dress(row, index) {
    row.classList.toggle('linked', this.linked.has(index));
    row.classList.toggle('match', this.matches.has(index));
    row.classList.toggle('active', index === this.active);
    row.classList.toggle('hover', index === this.hovered);
    row.setAttribute('aria-selected', this.linked.has(index) || index === this.active);
  }

  // Marks these rows as belonging to what is looked at.
  link(indexes) {
    this.linked = new Set(indexes);
    this.draw();
  }

  mark(indexes) {
    this.matches = new Set(indexes);
    this.draw();
  }

  reveal(index) {
    const top = index * ROW;
    if (top < this.box.scrollTop || top + ROW > this.box.scrollTop + this.box.clientHeight) {
      this.box.scrollTop = Math.max(0, top - this.box.clientHeight / 3);
    }
    this.draw();
  }

  // Makes a row the one that the arrow keys go on from.
  activate(index) {
    this.active = index;
    this.box.setAttribute('aria-activedescendant', `${this.name}-${index}`);
    this.reveal(index);
  }

  indexOf(event) {
    const row = event.target.closest('.row');
    return row ? Number(row.dataset.index) : -1;
  }

  hover(event) {
    const index = this.indexOf(event);
    if (index === this.hovered) return;
    this.hovered = index;
    this.hooks.hover(index);
  }

  leave() {
    this.hovered = -1;
    this.hooks.hover(-1);
  }

  click(event) {
    const index = this.indexOf(event);
    if (index >= 0) { this.activate(index); this.hooks.pick(index); }
  }

  press(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / ROW) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.items.length, End: this.items.length };
    const sides = { ArrowLeft: -1, ArrowRight: 1 };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps && this.items.length) {
      const from = this.active < 0 && steps[event.key] > 0 ? -1 : this.active;
      const index = Math.min(this.items.length - 1, Math.max(0, from + steps[event.key]));
      this.activate(index);
      this.hooks.pick(index);
    } else if (event.key === 'Enter' && this.active >= 0) {
      this.hooks.pick(this.active);
    } else if (event.key in sides && this.hooks.side) {
      this.hooks.side(sides[event.key]);
    } else return;
    event.preventDefault();
  }
}
