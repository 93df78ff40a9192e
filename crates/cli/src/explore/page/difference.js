// What differs between two codes of a function, or of a function in two runs.

// The longest common subsequence of two lists of texts, as a list of [sign, text].
function difference(a, b) {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const [x, y] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const middle = x.length * y.length > 9e6 ? [...x.map((it) => ['-', it]), ...y.map((it) => ['+', it])] : longest(x, y);
  const same = (list) => list.map((it) => [' ', it]);
  return [...same(a.slice(0, head)), ...middle, ...same(a.slice(a.length - tail))];
}

function longest(x, y) {
  const width = y.length + 1;
  const table = new Uint32Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i -= 1) {
    for (let j = y.length - 1; j >= 0; j -= 1) {
      table[i * width + j] = x[i] === y[j]
        ? table[(i + 1) * width + j + 1] + 1
        : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
    }
  }
  const lines = [];
  let [i, j] = [0, 0];
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) { lines.push([' ', x[i]]); i += 1; j += 1; }
    else if (j >= y.length || (i < x.length && table[(i + 1) * width + j] >= table[i * width + j + 1])) { lines.push(['-', x[i]]); i += 1; }
    else { lines.push(['+', y[j]]); j += 1; }
  }
  return lines;
}

// The instructions as texts that do not depend on the numbers of labels and exits.
function comparable(code) {
  return code.instructions.map((it) => it.text.replace(/\.L\d+|exit\d+/g, (name) => (name[0] === '.' ? 'label' : 'exit')));
}

class Difference {
  constructor(runs) {
    this.runs = runs;
    this.a = element('select', { onchange: () => this.draw(), id: 'difference-a' });
    this.b = element('select', { onchange: () => this.draw(), id: 'difference-b' });
    this.what = element('select', { onchange: () => this.draw(), id: 'difference-what' },
      element('option', { value: 'machine', text: 'machine code' }), element('option', { value: 'ir', text: 'representation' }),
      element('option', { value: 'profile', text: 'what the compiler was told' }));
    this.about = element('p', { role: 'status' });
    this.text = element('div', { class: 'diff', tabindex: '0', 'aria-label': 'Difference' });
    byId('view-difference').append(element('div', { class: 'bar' },
      element('label', { text: 'From ' }, this.a), element('label', { text: 'to ' }, this.b),
      element('label', { text: 'of ' }, this.what)), this.about, this.text);
    this.fill();
  }

  // All codes of all runs, by function.
  fill() {
    this.codes = this.runs.flatMap((run) => run.codes.map((code) => ({ run, code })));
    this.codes.sort((x, y) => x.run.title(x.code.function).localeCompare(y.run.title(y.code.function)) || x.code.index - y.code.index);
    this.codes.forEach(({ run, code }, at) => {
      const title = `${this.runs.length > 1 ? `${run.name}: ` : ''}${run.functions[code.function].name} ${run.codeTitle(code)}`;
      for (const select of [this.a, this.b]) select.append(element('option', { value: at, text: title }));
    });
  }

  // Chooses a code, and beside it the one before it of the same entry, or the same in the other run.
  choose(run, code) {
    const at = (wanted) => this.codes.findIndex((it) => it.code === wanted);
    const same = (it) => it.run.title(it.code.function) === run.title(code.function)
      && JSON.stringify(it.code.entry) === JSON.stringify(code.entry) && it.code !== code;
    const others = this.codes.filter(same);
    const earlier = others.filter((it) => it.run === run && it.code.index < code.index).pop();
    const other = others.find((it) => it.run !== run) || earlier || others[0];
    this.b.value = at(code);
    const akin = this.codes.find((it) => it.run === run && it.code.function === code.function && it.code !== code);
    this.a.value = at((other || akin || { code }).code);
    this.draw();
  }

  draw() {
    const [a, b] = [this.codes[this.a.value], this.codes[this.b.value]];
    if (!a || !b) { this.about.textContent = 'No machine code was made.'; return; }
    const texts = { machine: comparable, ir: (code) => code.ir.map((it) => it.text), profile: (code) => code.profile.trim().split('\n') };
    const lines = difference(texts[this.what.value](a.code), texts[this.what.value](b.code));
    const count = (sign) => lines.filter((line) => line[0] === sign).length;
    this.about.textContent = `${count('-')} lines only in the first, ${count('+')} only in the second, ${count(' ')} in both; ${a.code.bytes} and ${b.code.bytes} bytes`;
    const kinds = { '-': 'minus', '+': 'plus' };
    this.text.replaceChildren(...lines.map(([sign, text]) => element('div', { class: kinds[sign], text: `${sign} ${text}` })));
  }
}
