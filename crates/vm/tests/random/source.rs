//! Random programs as source text: what people write, with every value sometimes of a kind that
//! nobody would expect there.
//!
//! Every loop ends by a counter that its body leaves alone and every recursion by its first
//! argument, but together they may still take forever: who runs the programs gives them fuel.

use std::fmt::Write;

use crate::choice::Choices;

/// The line between a module that the program imports and the program.
pub const MAIN: &str = "// The program\n";

/// What a variable mostly holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    Float,
    Text,
    Array,
    Map,
    Struct,
    /// A function of two parameters.
    Function,
}

const KINDS: [Kind; 7] = [Kind::Int, Kind::Float, Kind::Array, Kind::Text, Kind::Struct, Kind::Map, Kind::Function];

#[derive(Clone)]
struct Variable {
    name: String,
    kind: Kind,
    /// Counts turns, or is another module's: the code is not to assign it.
    counter: bool,
}

struct Writer<'a> {
    choices: &'a mut Choices,
    text: String,
    indent: usize,
    /// Those in sight.
    variables: Vec<Variable>,
    /// Loops and functions around.
    loops: u32,
    functions: u32,
    names: u32,
}

/// A program.
pub fn program(choices: &mut Choices) -> String {
    let mut writer =
        Writer { choices, text: String::new(), indent: 0, variables: Vec::new(), loops: 0, functions: 0, names: 0 };
    writer.program();
    writer.text
}

impl Writer<'_> {
    fn program(&mut self) {
        if self.choices.below(3) == 0 {
            self.library();
        }
        self.definitions();
        let globals: Vec<Variable> = self.variables.iter().filter(|it| !it.name.contains('.')).cloned().collect();
        self.statements(4);
        self.open("");
        self.statements(5);
        self.close();
        for variable in &globals {
            self.show(variable);
        }
    }

    fn definitions(&mut self) {
        self.line("struct P { x; y; }");
        self.line("struct Q { y; z; x; }");
        self.line("struct R { z; w; v; y; x; }");
        self.line("function sum(a, b) { return P(a.x + b.x, a.y - b.y); }");
        self.line("function turned(a) { return P(a.y, a.x); }");
        self.line("function either(n, a, b) { if (n % 3 == 0) { return a; } return b; }");
        self.line("function pair(a, b) { return R(a, b, a.x, b.y, 1); }");
        for _ in 0..1 + self.choices.below(5) {
            self.declare();
        }
        for _ in 0..1 + self.choices.below(4) {
            self.function();
        }
    }

    /// A module for the program to import, whose functions change its globals. The program sees
    /// both as members.
    fn library(&mut self) {
        self.definitions();
        self.text += MAIN;
        self.line("import \"library\" as library;");
        for variable in &mut self.variables {
            variable.name = format!("library.{}", variable.name);
            variable.counter = true;
        }
    }

    fn show(&mut self, variable: &Variable) {
        let name = &variable.name;
        match variable.kind {
            Kind::Struct => self.line(&format!("print {name}; print {name}.x; print {name}.y;")),
            Kind::Map => self.line(&format!("print ucoreJson.stringify({name});")),
            _ => self.line(&format!("print {name};")),
        }
    }

    fn line(&mut self, line: &str) {
        writeln!(self.text, "{:1$}{line}", "", self.indent * 4).expect("a string takes all");
    }

    fn open(&mut self, head: &str) {
        self.line(&format!("{head}{{"));
        self.indent += 1;
    }

    fn close(&mut self) {
        self.indent -= 1;
        self.line("}");
    }

    /// The statements of a block, whose variables go out of sight.
    fn block(&mut self, head: &str, budget: u32) {
        let outside = self.variables.len();
        self.open(head);
        self.statements(budget);
        self.close();
        self.variables.truncate(outside);
    }

    fn fresh(&mut self, letter: char) -> String {
        self.names += 1;
        format!("{letter}{}", self.names)
    }

    fn declare(&mut self) {
        let kind = self.choices.pick(&KINDS[..6]);
        let value = self.value(kind, 2);
        let name = self.fresh('v');
        self.line(&format!("var {name} = {value};"));
        self.variables.push(Variable { name, kind, counter: false });
    }

    /// A function of two parameters, in sight from now on.
    fn function(&mut self) {
        let name = self.fresh('f');
        let outside = self.variables.len();
        let loops = std::mem::take(&mut self.loops);
        self.functions += 1;
        self.open(&format!("function {name}(n, a) "));
        self.variables.push(Variable { name: "n".into(), kind: Kind::Int, counter: true });
        let kind = self.choices.pick(&[Kind::Int, Kind::Float, Kind::Int, Kind::Array, Kind::Struct]);
        self.variables.push(Variable { name: "a".into(), kind, counter: false });
        match self.choices.below(3) {
            0 => {}
            1 => self.line("if (n > 3) { return a; }"),
            _ => {
                self.line("if (n < 1) { return a; }");
                let (argument, other) = (self.value(kind, 1), self.value(Kind::Int, 1));
                let operator = self.choices.pick(&["+", "-", "*"]);
                self.line(&format!("a = {name}(n - 1, {argument}) {operator} {other};"));
            }
        }
        self.statements(3);
        let result = self.choices.pick(&[Kind::Int, Kind::Float, kind]);
        let result = self.value(result, 2);
        self.line(&format!("return {result};"));
        self.close();
        self.functions -= 1;
        self.loops = loops;
        self.variables.truncate(outside);
        self.variables.push(Variable { name, kind: Kind::Function, counter: false });
    }

    fn statements(&mut self, budget: u32) {
        let count = 1 + self.choices.below(4);
        (0..count).for_each(|_| self.statement(budget.saturating_sub(1)));
    }

    fn statement(&mut self, budget: u32) {
        match self.choices.below(if budget == 0 { 12 } else { 32 }) {
            0 => {
                let kind = self.choices.pick(&KINDS[..4]);
                let value = self.value(kind, 2);
                self.line(&format!("print {value};"));
            }
            1..=3 => self.assign(),
            4 => self.update(),
            5 => self.declare(),
            6 => self.change_kind(),
            7 => self.element(),
            8 => self.field(),
            9 => self.entry(),
            10 => self.leave(),
            11 => self.mistake(),
            12..=15 => self.count(budget),
            16 => self.repeat(budget),
            17 => self.each(budget),
            18..=20 => self.condition(budget),
            21 if self.functions < 3 => self.function(),
            27 if self.choices.once_in(2) => self.tokens(),
            22 => self.replace(),
            23 | 24 => self.sweep(),
            25 => self.crowd(),
            26 => self.pieces(),
            28..=30 => self.march(),
            _ => self.block("", budget),
        }
    }

    /// The name of a variable that may be assigned.
    fn target(&mut self, kind: Kind) -> Option<String> {
        let fit = |it: &&Variable| it.kind == kind && !it.counter;
        let names: Vec<&str> = self.variables.iter().filter(fit).map(|it| it.name.as_str()).collect();
        match names.len() {
            0 => None,
            count => Some(names[count - 1 - self.choices.below(count as u32) as usize].to_string()),
        }
    }

    fn assign(&mut self) {
        let kind = self.choices.pick(&KINDS[..6]);
        match self.target(kind) {
            Some(name) => {
                let value = self.value(kind, 3);
                self.line(&format!("{name} = {value};"));
            }
            None => self.declare(),
        }
    }

    fn update(&mut self) {
        let kind = self.choices.pick(&[Kind::Int, Kind::Float, Kind::Text]);
        let Some(name) = self.target(kind) else { return self.declare() };
        let operator = match kind {
            Kind::Text => "+=",
            _ => self.choices.pick(&["+=", "-=", "*="]),
        };
        let value = self.value(kind, 2);
        self.line(&format!("{name} {operator} {value};"));
    }

    /// A variable is of another kind from some turn on.
    fn change_kind(&mut self) {
        let kind = self.choices.pick(&KINDS[..4]);
        let Some(name) = self.target(kind) else { return self.declare() };
        let condition = self.rare();
        let other = self.choices.pick(&["0.5", "nil", "true", "\"s\"", "7", "[1]", "2147483647", "0.0 / 0.0"]);
        self.line(&format!("if ({condition}) {{ {name} = {other}; }}"));
    }

    /// What is true in few turns.
    fn rare(&mut self) -> String {
        let counter =
            self.variables.iter().rev().find(|it| it.counter && it.kind == Kind::Int).map(|it| it.name.clone());
        let Some(counter) = counter else { return self.test(1) };
        let turn = self.choices.below(9);
        match self.choices.below(2) {
            0 => format!("{counter} == {turn}"),
            _ => format!("{counter} % 5 == {turn}"),
        }
    }

    fn element(&mut self) {
        let Some(array) = self.target(Kind::Array) else { return self.declare() };
        let kind = self.choices.pick(&[Kind::Int, Kind::Float, Kind::Int, Kind::Text]);
        let (index, value) = (self.value(Kind::Int, 1), self.value(kind, 2));
        let line = match self.choices.below(4) {
            0 => format!("push({array}, {value});"),
            1 => format!("{array}[{index} % 20] = {value};"),
            2 => format!("{array}[{index} % 8] += {value};"),
            _ => format!("pop({array});"),
        };
        self.line(&line);
    }

    /// Loops that do little else than read and change arrays, one of which may have two names.
    fn sweep(&mut self) {
        let [a, b, sum] = ['v', 'v', 'v'].map(|letter| self.fresh(letter));
        let other = self.value(Kind::Array, 1);
        let same = self.choices.pick(&[a.as_str(), other.as_str()]).to_string();
        let first = self.value(Kind::Array, 1);
        self.line(&format!("var {a} = {first};"));
        self.line(&format!("var {b} = {same};"));
        self.line(&format!("var {sum} = 0;"));
        let depth = 1 + self.choices.below(2);
        for _ in 0..depth {
            let (i, bound) = (self.fresh('i'), self.choices.pick(&["4", "12", "30"]));
            self.open(&format!("for (var {i} = 0; {i} < {bound}; {i} = {i} + 1) "));
            (0..1 + self.choices.below(3)).for_each(|_| self.touch([&a, &b, &sum, &i]));
        }
        for _ in 0..depth {
            self.close();
            if self.choices.below(3) == 0 {
                self.line(&format!("if (length({a}) > 40) {{ {a} = []; }}"));
            }
        }
        let kinds = [(a, Kind::Array), (b, Kind::Array), (sum, Kind::Int)];
        self.variables.extend(kinds.map(|(name, kind)| Variable { name, kind, counter: false }));
    }

    /// Loops whose counters are indices, or nearly: up and down, to ends beyond the arrays, left
    /// early, and in a function of their own that is called with lists of other lengths. An end may
    /// be the largest int, so that such a loop is left by a flag too.
    fn march(&mut self) {
        let [march, list, other, end, log] = ['f', 'a', 'b', 'n', 'v'].map(|letter| self.fresh(letter));
        self.open(&format!("function {march}({list}, {other}, {end}) "));
        self.line(&format!("var {log} = 0;"));
        let depth = 1 + self.choices.below(2);
        let mut counters: Vec<String> = Vec::new();
        for _ in 0..depth {
            let (i, turns) = (self.fresh('i'), self.fresh('t'));
            let outer = counters.last().cloned().unwrap_or_else(|| "1".into());
            self.line(&format!("var {turns} = 0;"));
            let shape = self.choices.below(12);
            let head = match shape {
                0 | 1 => format!("var {i} = 0; {i} < {end}; {i} = {i} + 1"),
                2 => format!("var {i} = 1; {i} <= {end}; {i} = {i} + 1"),
                3 => format!(
                    "var {i} = {outer}; {i} < length({list}); {i} = {i} + {}",
                    self.choices.pick(&["1", "2", "3"])
                ),
                4 => format!("var {i} = {end} - 1; {i} >= 0; {i} = {i} - 1"),
                5 => format!(
                    "var {i} = length({other}) - 1; {i} > {outer} - 2; {i} = {i} - {}",
                    self.choices.pick(&["1", "2"])
                ),
                6 => format!("var {i} = 2147483640; {i} <= 2147483647; {i} = {i} + {}", self.choices.pick(&["1", "3"])),
                7 => format!("var {i} = 0 - {}; {i} < {end} - {outer}; {i} += 1", self.choices.pick(&["1", "2", "4"])),
                8 => format!("var {i} = {outer} + 1; {i} < {end}; {i} = {i} + 1 + {i} % 2"),
                9 => {
                    let last = self.choices.pick(&["7", "11", "2147483647"]);
                    format!("var {i} = {outer}; {i} <= {last}; {i} = {i} + {end}")
                }
                _ => format!("var {i} = 0; {i} < {}; {i} = {i} + 1", self.choices.pick(&["4", "9", "14"])),
            };
            self.open(&format!("for ({head}) "));
            // The others end by themselves.
            if !matches!(shape, 3 | 5 | 10..) {
                let most = self.choices.pick(&["7", "15", "30"]);
                self.line(&format!("{turns} = {turns} + 1; if ({turns} > {most}) {{ break; }}"));
            }
            counters.push(i);
            (0..1 + self.choices.below(3)).for_each(|_| self.step([&list, &other, &log, &end], &counters));
        }
        (0..depth).for_each(|_| self.close());
        self.line(&format!("return {log};"));
        self.close();
        let makers = [
            ("[1, 2, 3, 4, 5, 6, 7, 8]", "8"),
            ("[5, 4, 3]", "3"),
            ("[1, 2, 3, 4, 5]", "7"),
            ("[2, nil, 1.5, 0]", "4"),
        ];
        let calls = 2 + self.choices.below(3);
        for _ in 0..calls {
            let ((x, n), (y, _)) = (self.choices.pick(&makers), self.choices.pick(&makers));
            let (i, rounds) = (self.fresh('i'), self.choices.pick(&["2", "12", "25"]));
            let n = if self.choices.below(5) == 0 {
                self.choices.pick(&["2147483647", "0", "0 - 3", "4.5", "20"])
            } else {
                n
            };
            self.line(&format!("for (var {i} = 0; {i} < {rounds}; {i} = {i} + 1) {{ print {march}({x}, {y}, {n}); }}"));
        }
    }

    /// What a loop of [`Writer::march`] does in a turn.
    fn step(&mut self, [list, other, log, end]: [&str; 4], counters: &[String]) {
        let i = &counters[self.choices.below(counters.len() as u32) as usize];
        let last = counters.last().expect("a loop is around");
        let array = self.choices.pick(&[list, list, other]);
        let index = match self.choices.below(14) {
            0..=3 => i.clone(),
            4 => format!("{i} + {}", self.choices.pick(&["1", "2", "9"])),
            5 => format!("{i} - {}", self.choices.pick(&["1", "3", "2147483640"])),
            6 => format!("{} - {i}", self.choices.pick(&["3", "8", "length", end]))
                .replace("length", &format!("length({array}) - 1")),
            7 => format!("{} * {} + {last}", counters[0], self.choices.pick(&["2", "3", end])),
            8 => format!("{i} % {}", self.choices.pick(&["3", "8", "-5"])),
            9 => format!("{i} / 2"),
            10 => format!("{i} * {}", self.choices.pick(&["2", "858993459", "1073741824"])),
            11 => format!("{end} + {i}"),
            12 => format!("{last} + {} - {}", counters[0], self.choices.pick(&["1", end])),
            _ => self.choices.pick(&["0", "2", "7"]).to_string(),
        };
        let condition = match self.choices.below(7) {
            0 => format!("{i} < length({array})"),
            1 => format!("{i} != {}", self.choices.pick(&["2", "5", "0"])),
            2 => format!("{index} >= 0 && {index} < length({array})"),
            3 => format!("{log} % 3 == 0"),
            4 => format!("{array}[{index}] != nil"),
            _ => "true".to_string(),
        };
        let line = match self.choices.below(12) {
            0..=3 => format!("if ({array}[{index}] != nil) {{ {log} = ({log} * 3 + {i} % 100) % 9973; }}"),
            4 | 5 => format!("{array}[{index} % 12] = {i} % 50;"),
            6 if !index.contains('*') && !index.contains('8') => format!("{array}[({index}) % 16] = {log};"),
            7 => format!("{log} = ({log} + length({other}) / {i}) % 997;"),
            8 => format!("if ({i} % 5 == 4) {{ push({array}, {log}); }}"),
            9 => format!("if ({i} % 7 == 6) {{ {list} = {other}; }}"),
            10 => match self.choices.below(3) {
                0 => "continue;".to_string(),
                _ => format!("{log} = ({log} * 7 + {i} / 10 - {i} % 10 * ({i} / 7 % 7) + {log} % 7) % 9973;"),
            },
            _ => format!("{log} = {log} + ({array}[{index}] == {i});"),
        };
        self.line(&format!("if ({condition}) {{ {line} }}"));
    }

    /// A loop with more numbers under way than there are registers, and with elements that are of
    /// another kind in some turns.
    fn crowd(&mut self) {
        let kind = self.choices.pick(&[Kind::Int, Kind::Float]);
        let (numbers, steps) = match kind {
            Kind::Int => (["1", "3", "7"], ["+ 1", "* 3", "- 2"]),
            _ => (["0.5", "1.5", "10.25"], ["* 0.5", "+ 1.5", "- 0.25"]),
        };
        let names: Vec<String> = (0..5 + self.choices.below(8)).map(|_| self.fresh('v')).collect();
        for name in &names {
            let number = self.choices.pick(&numbers);
            self.line(&format!("var {name} = {number};"));
        }
        let (values, i) = (self.fresh('v'), self.fresh('i'));
        self.line(&format!("var {values} = [{}, {}, {}];", numbers[0], numbers[1], numbers[2]));
        self.open(&format!("for (var {i} = 0; {i} < 25; {i} = {i} + 1) "));
        for name in &names {
            let step = self.choices.pick(&steps);
            self.line(&format!("{name} = {name} {step};"));
        }
        let mut sum = format!("({values}[{i} % 3] + {values}[0])");
        for _ in 0..4 + self.choices.below(6) {
            let pick = |it: &mut Self| names[it.choices.below(names.len() as u32) as usize].clone();
            let (x, y, z) = (pick(self), pick(self), self.choices.pick(&["-", "+", "*"]));
            let inner = self.choices.pick(&["+", "-", "*"]);
            let x = if self.choices.below(4) == 0 { format!("{values}[1]") } else { x };
            sum = format!("(({x} {inner} {y}) {z} {sum})");
        }
        let total = &names[0];
        self.line(&format!("{total} = {total} * {} + {sum};", numbers[0]));
        let (condition, at) = (self.choices.pick(&["== 20", "% 9 == 8"]), self.choices.below(3));
        let other = self.choices.pick(&["0.5", "2", "nil", "true", "2.5"]);
        self.line(&format!("if ({i} {condition}) {{ {values}[{at}] = {other}; }}"));
        self.close();
        self.line(&format!("print {total};"));
        self.variables.extend(names.into_iter().map(|name| Variable { name, kind, counter: false }));
    }

    /// A loop with objects that live for a turn or from turn to turn, and are hardly ever stored.
    fn pieces(&mut self) {
        let [a, b, total] = ['v', 'v', 'v'].map(|letter| self.fresh(letter));
        let i = self.fresh('i');
        let (x, y) = (self.value(Kind::Int, 1), self.value(Kind::Float, 1));
        self.line(&format!("var {total} = 0;"));
        let depth = 1 + self.choices.below(2);
        if depth == 2 {
            let outer = self.fresh('i');
            self.open(&format!("for (var {outer} = 0; {outer} < 9; {outer} = {outer} + 1) "));
        }
        self.line(&format!("var {a} = P({x}, 2);"));
        let second = self.choices.pick(&["P(1, 0.5)", "P(3, 4)"]);
        let by = self.choices.pick(&["either", "either", "pair"]);
        self.line(&format!("var {b} = {by}(1, {a}, {second});"));
        self.line(&format!("{b} = P({b}.x, {y});"));
        self.open(&format!("for (var {i} = 0; {i} < 24; {i} = {i} + 1) "));
        (0..2 + self.choices.below(5)).for_each(|_| self.work([&a, &b, &total, &i]));
        self.close();
        self.line(&format!("print {a}.x; print {b}.y; print {a} == {b};"));
        if depth == 2 {
            self.close();
        }
        self.line(&format!("print {total};"));
        self.variables.push(Variable { name: total, kind: Kind::Int, counter: false });
    }

    fn work(&mut self, [a, b, total, i]: [&str; 4]) {
        let (x, y) = if self.choices.below(2) == 0 { (a, b) } else { (b, a) };
        let array = self.target(Kind::Array);
        let line = match self.choices.below(20) {
            0..=2 => format!("{x} = sum({x}, {y});"),
            3 => format!("{x} = turned({y});"),
            4 => format!("{x} = either({i}, sum({x}, {y}), {x});"),
            5 | 6 => format!("{total} = {total} + sum({x}, turned({y})).x;"),
            7 => format!("var {0} = pair({x}, turned({y})); {total} = {total} - {0}.z.x + {0}.w.y;", self.fresh('v')),
            8 => format!("{total} = {total} + 100 / ({i} % 24 - {});", self.choices.pick(&["30", "23", "12"])),
            9 => format!("if ({i} == {}) {{ {x} = P(0.5, 3); }}", self.choices.pick(&["20", "7"])),
            10 => format!("if ({i} % 8 == 7) {{ {x} = {y}; }}"),
            11 => format!("if ({i} % 9 == 8) {{ {x} = Q(1, 2, 3); }}"),
            12 => format!("if ({i} == 19) {{ print {x}.x; print {x}.y; }}"),
            13 => format!("{total} = {total} + ({x} == {y});"),
            14 => format!("{x} = P({i}, {x}.y);"),
            15 => format!("{x}.x = {i};"),
            16 => format!("if ({i} == 22) {{ {total} = {total} + {x}.z; }}"),
            17 => match array {
                Some(array) => format!("{array}[{i} % 3] = {x};"),
                None => format!("{total} = {total} * 3;"),
            },
            18 => match array {
                Some(array) => format!("push({array}, {i}); if (length({array}) > 50) {{ {array} = []; }}"),
                None => format!("{total} = {total} - 7;"),
            },
            _ => format!("{total} = {total} + length([{i}, {x}.x]);"),
        };
        self.line(&line);
    }

    /// A loop over the parts of a text, which it counts in a map, compares and joins.
    fn tokens(&mut self) {
        let [counts, text, last, part] = ['v', 'v', 'v', 'x'].map(|letter| self.fresh(letter));
        let (whole, delimiter) = (self.value(Kind::Text, 2), self.choices.pick(&["\"\"", "\" \"", "\"e\""]));
        self.line(&format!("var {counts} = map(); var {text} = \"\"; var {last} = \"\";"));
        let turns = self.choices.pick(&["1", "3", "12"]);
        let i = self.fresh('i');
        self.open(&format!("for (var {i} = 0; {i} < {turns}; {i} = {i} + 1) "));
        let other = if self.choices.once_in(2) { format!("+ {i}") } else { String::new() };
        self.open(&format!("for (var {part} : ucoreString.split({whole} + \"tell of a word\", {delimiter})) "));
        let key = match self.choices.below(4) {
            0 => format!("(\"k\" + {part})"),
            1 => format!("({part} + {last})"),
            2 => format!("length({part})"),
            _ => part.clone(),
        };
        self.line(&format!(
            "if (has({counts}, {key})) {{ {counts}[{key}] = {counts}[{key}] + 1; }} else {{ {counts}[{key}] = 1; }}"
        ));
        let operator = self.choices.pick(&["==", "!="]);
        let compared = self.choices.pick(&[last.as_str(), "\"word\"", "\"e\"", "1", "nil"]).to_string();
        self.line(&format!("if ({part} {operator} {compared}) {{ {text} = {text} + {part} {other}; }} else {{ {text} = {part} + {text}; }}"));
        self.line(&format!("{last} = {part};"));
        self.close();
        self.close();
        self.line(&format!("print ucoreJson.stringify({counts}) + {text};"));
        let kinds = [(counts, Kind::Map), (text, Kind::Text), (last, Kind::Text)];
        self.variables.extend(kinds.map(|(name, kind)| Variable { name, kind, counter: false }));
    }

    fn touch(&mut self, [a, b, sum, i]: [&str; 4]) {
        let (x, y) = if self.choices.below(2) == 0 { (a, b) } else { (b, a) };
        let line = match self.choices.below(16) {
            0..=2 => format!("if ({x}[{i}] != nil) {{ {sum} = {sum} + {i}; }}"),
            3 => format!("{sum} = {sum} + {x}[{i} % 2];"),
            4 => format!("{sum} = {sum} + length({x}) * 3 - length({y});"),
            5 | 6 => format!("{x}[{i} % 5] = {i} * 2;"),
            7 => format!("{x}[{i}] = {y}[{i}];"),
            8 => format!("{x}[length({y})] = {sum};"),
            9 => format!("push({x}, {i});"),
            10 => format!("{x}[{i} % 3] = [{i}, {sum}];"),
            11 => format!("{x}[1] = {y};"),
            12 => format!("{x}[0] = \"\" + {i};"),
            13 => format!("if ({i} == 3) {{ {x} = {y}; }}"),
            14 => format!("if ({i} % 7 == 6) {{ {x} = [1, 2.5, {sum}]; }}"),
            _ => format!("if ({i} % 4 == 3) {{ pop({x}); }}"),
        };
        self.line(&line);
    }

    fn field(&mut self) {
        let Some(object) = self.target(Kind::Struct) else { return self.declare() };
        let kind = self.choices.pick(&[Kind::Int, Kind::Float, Kind::Array]);
        let (field, value) = (self.choices.pick(&["x", "y"]), self.value(kind, 2));
        let operator = self.choices.pick(&["=", "+=", "*="]);
        self.line(&format!("{object}.{field} {operator} {value};"));
    }

    fn entry(&mut self) {
        let Some(map) = self.target(Kind::Map) else { return self.declare() };
        let kind = self.choices.pick(&[Kind::Int, Kind::Text]);
        let (key, value) = (self.value(kind, 1), self.value(Kind::Int, 2));
        self.line(&format!("{map}[{key}] = {value};"));
    }

    fn leave(&mut self) {
        let condition = self.rare();
        let way = match self.choices.below(3) {
            0 if self.loops > 0 => "break;".to_string(),
            1 if self.loops > 0 => "continue;".to_string(),
            _ if self.functions > 0 => format!("return {};", self.value(Kind::Int, 1)),
            _ => format!("print {};", self.value(Kind::Int, 1)),
        };
        self.line(&format!("if ({condition}) {{ {way} }}"));
    }

    /// What ends a program by an error, in some turns.
    fn mistake(&mut self) {
        let condition = self.rare();
        let value = self.value(Kind::Int, 1);
        let line = match self.choices.below(5) {
            0 => format!("print 10 / ({value});"),
            1 => format!("print 10 % ({value});"),
            2 => format!("print ({value}).x;"),
            3 => "unknown();".to_string(),
            _ => format!("P({value});"),
        };
        let also = self.choices.pick(&["false", "true"]);
        self.line(&format!("if ({condition} && {also}) {{ {line} }}"));
    }

    /// A loop by a counter in its head.
    fn count(&mut self, budget: u32) {
        let name = self.fresh('i');
        let bound = match self.choices.below(4) {
            0 => self.choices.pick(&["3", "12", "40", "100"]).to_string(),
            1 => format!("({} % 30)", self.value(Kind::Int, 1)),
            2 => self.choices.pick(&["6.5", "20.0"]).to_string(),
            _ => self.choices.pick(&["5", "25"]).to_string(),
        };
        let head = match self.choices.below(4) {
            0 | 1 => format!("for (var {name} = 0; {name} < {bound}; {name} = {name} + 1) "),
            2 => format!("for (var {name} = 0 - {bound}; {name} <= 0; {name} += 2) "),
            _ => format!("for (var {name} = {bound}; {name} > 0; {name} = {name} - 1.5) "),
        };
        self.turns(&head, Variable { name, kind: Kind::Int, counter: true }, budget);
    }

    /// The body of a loop with a variable of its own.
    fn turns(&mut self, head: &str, variable: Variable, budget: u32) {
        self.variables.push(variable);
        self.loops += 1;
        self.block(head, budget);
        self.loops -= 1;
        self.variables.pop();
    }

    /// A loop whose counter stands before it.
    fn repeat(&mut self, budget: u32) {
        let name = self.fresh('w');
        let bound = self.choices.pick(&["4", "15", "50"]);
        self.line(&format!("var {name} = 0;"));
        self.variables.push(Variable { name: name.clone(), kind: Kind::Int, counter: true });
        let (head, test) = match self.choices.below(2) {
            0 => (format!("while ({name} < {bound}) "), String::new()),
            _ => ("while (true) ".to_string(), format!("if ({name} >= {bound}) {{ break; }} ")),
        };
        self.loops += 1;
        let outside = self.variables.len();
        self.open(&head);
        self.line(&format!("{test}{name} += 1;"));
        self.statements(budget);
        self.close();
        self.variables.truncate(outside);
        self.loops -= 1;
    }

    fn each(&mut self, budget: u32) {
        let name = self.fresh('x');
        let array = self.value(Kind::Array, 1);
        let head = format!("for (var {name} : {array}) ");
        self.turns(&head, Variable { name, kind: Kind::Int, counter: false }, budget);
    }

    fn condition(&mut self, budget: u32) {
        let test = if self.choices.once_in(3) { self.rare() } else { self.test(2) };
        self.block(&format!("if ({test}) "), budget);
        if self.choices.once_in(2) {
            self.block("else ", budget);
        }
    }

    /// A function's name means another function from some turn on.
    fn replace(&mut self) {
        let Some(name) = self.target(Kind::Function) else { return self.declare() };
        let (condition, other) = (self.rare(), self.value(Kind::Function, 1));
        self.line(&format!("if ({condition}) {{ {name} = {other}; }}"));
    }

    fn test(&mut self, budget: u32) -> String {
        let kind = self.choices.pick(&[Kind::Int, Kind::Float, Kind::Int, Kind::Text]);
        let left = self.value(kind, budget);
        match self.choices.below(8) {
            0..=4 => {
                let operator = self.choices.pick(&["<", ">", "<=", ">=", "==", "!="]);
                let right = self.value(kind, budget);
                format!("{left} {operator} {right}")
            }
            5 => format!("!({left})"),
            6 if budget > 0 => {
                let operator = self.choices.pick(&["&&", "||"]);
                let (left, right) = (self.test(budget - 1), self.test(budget - 1));
                format!("({left} {operator} {right})")
            }
            _ => left,
        }
    }

    /// A value mostly of that kind.
    fn value(&mut self, kind: Kind, budget: u32) -> String {
        let kind = if self.choices.once_in(40) { self.choices.pick(&KINDS) } else { kind };
        if self.choices.below(3) != 0 {
            let fit = |it: &&Variable| it.kind == kind;
            let names: Vec<&str> = self.variables.iter().filter(fit).map(|it| it.name.as_str()).collect();
            if !names.is_empty() {
                return names[names.len() - 1 - self.choices.below(names.len() as u32) as usize].to_string();
            }
        }
        match kind {
            Kind::Int => self.int(budget),
            Kind::Float => self.float(budget),
            Kind::Text => self.string(budget),
            Kind::Array => self.array(budget),
            Kind::Map => "map()".to_string(),
            Kind::Struct => self.structure(budget),
            Kind::Function => "has".to_string(),
        }
    }

    fn int(&mut self, budget: u32) -> String {
        let Some(rest) = budget.checked_sub(1) else {
            let small = ["0", "1", "2", "3", "7", "10"];
            let large = ["-1", "100", "1000000", "2147483647", "-2147483648", "-2147483647", "true", "false"];
            return if self.choices.once_in(4) { self.choices.pick(&large) } else { self.choices.pick(&small) }.into();
        };
        match self.choices.below(12) {
            0 | 1 => self.int(0),
            2..=5 => {
                let operator = self.choices.pick(&["+", "-", "*"]);
                format!("({} {operator} {})", self.value(Kind::Int, rest), self.value(Kind::Int, rest))
            }
            6 => {
                let (operator, by) =
                    (self.choices.pick(&["%", "/"]), self.choices.pick(&["2", "3", "-1", "10", "8", "7"]));
                format!("({} {operator} {by})", self.value(Kind::Int, rest))
            }
            7 => {
                let operator = self.choices.pick(&["%", "/"]);
                format!("({} {operator} ({} * 2 + 1))", self.value(Kind::Int, rest), self.value(Kind::Int, rest))
            }
            8 => format!("({})", self.test(rest)),
            9 => format!("(-{})", self.value(Kind::Int, rest)),
            10 => match self.choices.below(3) {
                0 => format!("length({})", self.value(Kind::Array, rest)),
                1 => format!("({}).x", self.value(Kind::Struct, rest)),
                _ => format!("has({}, {})", self.value(Kind::Map, rest), self.value(Kind::Int, rest)),
            },
            _ => self.call_or_read(rest),
        }
    }

    fn call_or_read(&mut self, budget: u32) -> String {
        match self.choices.below(3) {
            0 | 1 if self.variables.iter().any(|it| it.kind == Kind::Function) => {
                let function = self.value(Kind::Function, 0);
                let kind = self.choices.pick(&[Kind::Int, Kind::Float, Kind::Array, Kind::Int]);
                let (depth, argument) = (self.value(Kind::Int, 0), self.value(kind, budget));
                match self.choices.once_in(50) {
                    true => format!("({function})({argument})"),
                    false => format!("({function})({depth} % 9, {argument})"),
                }
            }
            _ => {
                let (array, index) = (self.value(Kind::Array, 0), self.value(Kind::Int, budget));
                format!("({array})[{index} % 9]")
            }
        }
    }

    fn float(&mut self, budget: u32) -> String {
        let Some(rest) = budget.checked_sub(1) else {
            let large = ["1000000000000000000000.0", "2147483648.0", "-0.0", "0.0", "0.1", "(0.0 / 0.0)", "(1 / 0.0)"];
            let small = ["0.5", "1.5", "2.0", "10.25", "3.0", "-1.5"];
            return if self.choices.once_in(4) { self.choices.pick(&large) } else { self.choices.pick(&small) }.into();
        };
        match self.choices.below(9) {
            0 | 1 => self.float(0),
            2..=4 => {
                let operator = self.choices.pick(&["+", "-", "*", "/", "%"]);
                format!("({} {operator} {})", self.value(Kind::Float, rest), self.value(Kind::Float, rest))
            }
            5 => {
                let operator = self.choices.pick(&["+", "-", "*", "%", "/"]);
                format!("({} {operator} {})", self.value(Kind::Int, rest), self.value(Kind::Float, rest))
            }
            6 => {
                let operator = self.choices.pick(&["+", "-", "*"]);
                format!("({} {operator} {})", self.value(Kind::Float, rest), self.value(Kind::Int, rest))
            }
            7 => format!("(-{})", self.value(Kind::Float, rest)),
            _ => self.call_or_read(rest),
        }
    }

    fn string(&mut self, budget: u32) -> String {
        let Some(rest) = budget.checked_sub(1) else {
            let long = [
                "\"sixteen bytes ..\"",
                "\"seventeen bytes .\"",
                "\"a b  c\"",
                "\"as long as no comparison of texts is for nothing, or longer\"",
            ];
            let short = ["\"a\"", "\"\"", "\"word\"", "\"x\""];
            return if self.choices.once_in(4) { self.choices.pick(&long) } else { self.choices.pick(&short) }.into();
        };
        match self.choices.below(8) {
            0..=4 => {
                let kind = self.choices.pick(&[Kind::Text, Kind::Int, Kind::Float]);
                let (left, right) = (self.value(Kind::Text, rest), self.value(kind, rest));
                if self.choices.once_in(4) { format!("({right} + {left})") } else { format!("({left} + {right})") }
            }
            5 => format!("ucoreString.join({}, {})", self.value(Kind::Array, rest), self.value(Kind::Text, rest)),
            6 => {
                let [whole, old, new] = [(); 3].map(|()| self.value(Kind::Text, rest));
                format!("ucoreString.replace({whole}, {old}, {new})")
            }
            _ => {
                let change = self.choices.pick(&["trim", "toUpper", "toLower"]);
                format!("ucoreString.{change}({})", self.value(Kind::Text, rest))
            }
        }
    }

    fn array(&mut self, budget: u32) -> String {
        if budget > 0 && self.choices.once_in(6) {
            let delimiter = self.choices.pick(&["\"\"", "\" \"", "\"a\"", "\"or\""]);
            return format!("ucoreString.split({}, {delimiter})", self.value(Kind::Text, budget - 1));
        }
        let kind = self.choices.pick(&[Kind::Int, Kind::Float, Kind::Int, Kind::Text]);
        let count = self.choices.below(5);
        let elements: Vec<String> = (0..count).map(|_| self.value(kind, budget.saturating_sub(1))).collect();
        format!("[{}]", elements.join(", "))
    }

    fn structure(&mut self, budget: u32) -> String {
        let rest = budget.saturating_sub(1);
        let kind = self.choices.pick(&[Kind::Int, Kind::Float]);
        let (x, y) = (self.value(kind, rest), self.value(kind, rest));
        match self.choices.below(8) {
            0..6 => format!("P({x}, {y})"),
            6 => format!("Q({x}, {y}, 3)"),
            _ => format!("R(1, 2, 3, {x}, {y})"),
        }
    }
}
