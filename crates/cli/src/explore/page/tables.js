// Tables that can be sorted by their heads.

const SHOWN_ROWS = 200;

// `columns` have a `title`, a `value` of a row to sort by, and optionally a `text` and a `class`.
function table(caption, columns, rows, onPick) {
  let [sorted, down] = [columns.findIndex((it) => it.sorted), true];
  let limit = SHOWN_ROWS;
  const head = element('tr');
  const body = element('tbody');
  const box = element('div', { class: 'wide' }, element('table', {}, element('caption', { text: caption }), element('thead', {}, head), body));
  const fill = () => {
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    const order = sorted < 0 ? rows : rows.slice().sort((a, b) => compare(columns[sorted].value(a), columns[sorted].value(b)) * (down ? -1 : 1));
    head.replaceChildren(...columns.map((column, at) => element('th', {
      scope: 'col', class: column.class, 'aria-sort': at === sorted ? (down ? 'descending' : 'ascending') : undefined,
    }, element('button', { type: 'button', text: column.title, onclick: () => { down = at === sorted ? !down : true; sorted = at; fill(); } }))));
    body.replaceChildren(...order.slice(0, limit).map(line));
    if (order.length > limit) {
      body.append(element('tr', {}, element('td', { colspan: columns.length }, element('button', {
        type: 'button', text: `Show all ${grouped(order.length)}`, onclick: () => { limit = order.length; fill(); },
      }))));
    }
  };
  const line = (row) => {
    const cells = columns.map((column) => element('td', { class: column.class, text: column.text ? column.text(row) : column.value(row) }));
    if (!onPick) return element('tr', {}, ...cells);
    const choose = () => onPick(row);
    return element('tr', {
      class: 'pick', tabindex: '0', onclick: choose, onkeydown: (event) => { if (event.key === 'Enter') choose(); },
    }, ...cells);
  };
  fill();
  return rows.length ? box : element('p', { text: `${caption}: none.` });
}

const number = (title, value, text) => ({ title, value, text: text || ((row) => (value(row) ? grouped(value(row)) : '')), class: 'n' });
const words = (title, value) => ({ title, value });

function functionTable(run, go) {
  const all = run.samples.total_ns || 1;
  const share = (title, value) => ({ ...number(title, value, (it) => percent(value(it) / all)) });
  const columns = [
    words('function', (it) => run.title(it.index)),
    { ...share('self', (it) => it.self), sorted: true }, share('total', (it) => it.total),
    number('compiled', (it) => it.compiled, (it) => (it.self ? percent(it.compiled / it.self) : '')),
    number('codes', (it) => it.codes.length), number('bytes', (it) => it.codes.reduce((sum, code) => sum + code.bytes, 0)),
    number('exits', (it) => it.exits), number('helper calls', (it) => it.helperCalls),
    number('inlined in', (it) => it.inlinedIn.length),
  ];
  return table('Functions, by samples of the running calls', columns, run.functions, (it) => go({ function: it.index, row: 0 }));
}

function placeTables(run, go) {
  const line = (site) => `${run.title(site.function).replace(/:\d+\)$/, '')}:${run.lineOf(site)})`;
  const row = (site) => `${site.row} ${run.functions[site.function].rows[site.row]?.text ?? ''}`;
  const place = (site) => [words('function and line', (it) => line(site(it))), { title: 'row', value: (it) => row(site(it)), class: 'code' }];
  const exits = run.codes.flatMap((code) => code.exits.map((exit, id) => ({ code, id, exit }))).filter((it) => it.exit.count);
  const refused = run.events.filter((event) => event.kind === 'refused');
  return [
    table('Helpers called by machine code', [{ ...number('calls', (it) => it.calls), sorted: true }, words('helper', (it) => it.helper), ...place((it) => it)],
      run.helpers, (it) => go(it)),
    table('Exits that were taken', [{ ...number('times', (it) => it.exit.count), sorted: true }, words('reason', (it) => (it.exit.reason === 'poll' ? 'poll: mostly for a sample' : it.exit.reason)),
      ...place((it) => it.exit.blame), words('code', (it) => run.codeTitle(it.code))],
    exits, (it) => go(it.exit.blame, it.code, it.id)),
    table('Calls that were not inlined', [{ ...number('function\u2019s time', (it) => run.functions[it.code.function].self, (it) => percent(run.functions[it.code.function].self / (run.samples.total_ns || 1))), sorted: true },
      words('callee', (it) => (it.callee === undefined ? 'unknown' : run.title(it.callee))), words('why', (it) => it.why), ...place((it) => it.call)],
    run.codes.flatMap((code) => code.not_inlined.map((it) => ({ code, ...it }))), (it) => go(it.call, it.code)),
    table('Functions that the optimising compiler refused', [words('function', (it) => run.title(it.function)), words('why', (it) => it.why)],
      refused, (it) => go({ function: it.function, row: 0 })),
    table('All codes', [number('number', (it) => it.index + 1), words('function', (it) => run.title(it.function)), words('code', (it) => run.codeTitle(it)),
      words('why', (it) => it.why), number('made at', (it) => it.made_ns, (it) => time(it.made_ns)), number('took', (it) => it.took_ns, (it) => time(it.took_ns)),
      number('bytes', (it) => it.bytes), number('loops entered', (it) => it.entered)],
    run.codes, (it) => go({ function: it.function, row: 0 }, it)),
  ];
}

// Which register holds which local from where to where; elsewhere a local is in its word of the frame.
function localTable(run, go) {
  const offset = (title, of) => number(title, of, (it) => of(it).toString(16));
  const rows = run.codes.flatMap((code) => code.locals.map((range) => ({ code, range })));
  const columns = [
    words('local', (it) => run.localTitle(it.range)), words('of', (it) => run.title(it.range.function)),
    words('register', (it) => it.range.register), words('holds', (it) => it.range.held),
    offset('from', (it) => it.range.from), offset('to', (it) => it.range.until), words('code', (it) => run.codeTitle(it.code)),
  ];
  return table('Locals in registers', columns, rows, go);
}

const inUnit = (value, unit) => (unit === 'nanoseconds' ? time(value) : grouped(value) + (unit === 'bytes' ? ' B' : ''));

// The figures of the runs beside each other, with the change from the first to the second.
function figureTable(runs) {
  const names = [...new Set(runs.flatMap((run) => run.figures.map((it) => it.name)))];
  const find = (run, name) => run.figures.find((it) => it.name === name);
  const columns = [words('figure', (name) => name), ...runs.map((run) => ({
    title: run.name, value: (name) => find(run, name)?.value ?? -1, class: 'n',
    text: (name) => { const it = find(run, name); return it ? inUnit(it.value, it.unit) : ''; },
  }))];
  if (runs.length === 2) columns.push(change((name) => runs.map((run) => find(run, name)?.value ?? 0)));
  return table('Statistics', columns, names);
}

function change(values) {
  const ratio = (row) => { const [a, b] = values(row); return a === b ? 0 : a === 0 ? Infinity : (b - a) / a; };
  const text = (row) => { const it = ratio(row); return it === 0 ? '' : it === Infinity ? 'new' : `${it > 0 ? '+' : '\u2212'}${Math.abs(100 * it).toFixed(1)}%`; };
  return { title: 'change', value: ratio, text, class: 'n' };
}

// The functions of two runs beside each other, by name and module.
function comparedFunctions(runs, go) {
  const name = (run, it) => `${it.name} (${run.modules[it.module].path.split('/').pop()})`;
  const sums = runs.map((run) => {
    const map = new Map();
    run.functions.forEach((it) => push(map, name(run, it), it));
    return map;
  });
  const names = [...new Set(sums.flatMap((map) => [...map.keys()]))];
  const sum = (at, key, of) => (sums[at].get(key) || []).reduce((all, it) => all + of(it), 0);
  const pair = (title, of, text) => [0, 1].map((at) => number(`${title}, ${runs[at].name}`, (key) => sum(at, key, of), (key) => text(sum(at, key, of))));
  const plain = (value) => (value ? grouped(value) : '');
  const self = pair('self', (it) => it.self, (value) => (value ? time(value) : ''));
  self[0].sorted = true;
  const columns = [words('function', (key) => key), ...self, change((key) => [0, 1].map((at) => sum(at, key, (it) => it.self))),
    ...pair('exits', (it) => it.exits, plain), ...pair('helper calls', (it) => it.helperCalls, plain),
    ...pair('bytes', (it) => it.codes.reduce((all, code) => all + code.bytes, 0), plain)];
  return table('Functions of both runs', columns, names, (key) => {
    const it = sums[1].get(key)?.[0];
    if (it) go({ function: it.index, row: 0 });
  });
}
