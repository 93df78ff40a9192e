// An interpreter of a register machine, and an assembler with labels for it, running three programs
class Instruction {
    constructor(op, a, b, c) {
        this.op = op;
        this.a = a;
        this.b = b;
        this.c = c;
    }
}
class Machine {
    constructor(registers, memory, pc, steps) {
        this.registers = registers;
        this.memory = memory;
        this.pc = pc;
        this.steps = steps;
    }
}
class Assembler {
    constructor(code, labels, fixes) {
        this.code = code;
        this.labels = labels;
        this.fixes = fixes;
    }
}
class Fix {
    constructor(at, label) {
        this.at = at;
        this.label = label;
    }
}

const HALT = 0;
const LOAD = 1;
const MOVE = 2;
const ADD = 3;
const SUB = 4;
const MUL = 5;
const MOD = 6;
const READ = 7;
const WRITE = 8;
const JUMP = 9;
const LESS = 10;
const SAME = 11;

function emit(assembler, op, a, b, c) {
    assembler.code.push(new Instruction(op, a, b, c));
}

function label(assembler, name) {
    assembler.labels[name] = assembler.code.length;
}

function branch(assembler, op, a, b, name) {
    assembler.fixes.push(new Fix(assembler.code.length, name));
    emit(assembler, op, a, b, 0);
}

function finish(assembler) {
    for (let i = 0; i < assembler.fixes.length; i = i + 1) {
        let fix = assembler.fixes[i];
        assembler.code[fix.at].c = assembler.labels[fix.label];
    }
    return assembler.code;
}

function step(machine, instruction) {
    let r = machine.registers;
    let op = instruction.op;
    machine.steps = machine.steps + 1;
    machine.pc = machine.pc + 1;
    if (op === LOAD) {
        r[instruction.a] = instruction.b;
    } else if (op === MOVE) {
        r[instruction.a] = r[instruction.b];
    } else if (op === ADD) {
        r[instruction.a] = r[instruction.b] + r[instruction.c];
    } else if (op === SUB) {
        r[instruction.a] = r[instruction.b] - r[instruction.c];
    } else if (op === MUL) {
        r[instruction.a] = r[instruction.b] * r[instruction.c] % 32749;
    } else if (op === MOD) {
        r[instruction.a] = r[instruction.b] % r[instruction.c];
    } else if (op === READ) {
        r[instruction.a] = machine.memory[r[instruction.b]];
    } else if (op === WRITE) {
        machine.memory[r[instruction.b]] = r[instruction.a];
    } else if (op === JUMP) {
        machine.pc = instruction.c;
    } else if (op === LESS) {
        if (r[instruction.a] < r[instruction.b]) {
            machine.pc = instruction.c;
        }
    } else if (op === SAME) {
        if (r[instruction.a] === r[instruction.b]) {
            machine.pc = instruction.c;
        }
    } else {
        return false;
    }
    return true;
}

function execute(code, memory_words) {
    let registers = [];
    for (let i = 0; i < 8; i = i + 1) {
        registers.push(0);
    }
    let memory = [];
    for (let i = 0; i < memory_words; i = i + 1) {
        memory.push(0);
    }
    let machine = new Machine(registers, memory, 0, 0);
    let running = true;
    while (running) {
        running = step(machine, code[machine.pc]);
    }
    return machine;
}

// r1 = sum of i * i for i below n
function squares(n) {
    let a = new Assembler([], {}, []);
    emit(a, LOAD, 0, 0, 0);
    emit(a, LOAD, 1, 0, 0);
    emit(a, LOAD, 2, n, 0);
    emit(a, LOAD, 3, 1, 0);
    emit(a, LOAD, 5, 32749, 0);
    label(a, "turn");
    emit(a, MOD, 4, 0, 5);
    emit(a, MUL, 4, 4, 4);
    emit(a, ADD, 1, 1, 4);
    emit(a, MOD, 1, 1, 5);
    emit(a, ADD, 0, 0, 3);
    branch(a, LESS, 0, 2, "turn");
    emit(a, HALT, 0, 0, 0);
    return finish(a);
}

// r1 = primes below n, by a sieve in memory
function primes(n) {
    let a = new Assembler([], {}, []);
    emit(a, LOAD, 0, 2, 0);
    emit(a, LOAD, 1, 0, 0);
    emit(a, LOAD, 2, n, 0);
    emit(a, LOAD, 3, 1, 0);
    emit(a, LOAD, 6, 0, 0);
    label(a, "next");
    emit(a, READ, 4, 0, 0);
    branch(a, SAME, 4, 3, "composite");
    emit(a, ADD, 1, 1, 3);
    emit(a, ADD, 5, 0, 0);
    branch(a, JUMP, 0, 0, "test");
    label(a, "mark");
    emit(a, WRITE, 3, 5, 0);
    emit(a, ADD, 5, 5, 0);
    label(a, "test");
    branch(a, LESS, 5, 2, "mark");
    label(a, "composite");
    emit(a, ADD, 0, 0, 3);
    branch(a, LESS, 0, 2, "next");
    emit(a, HALT, 0, 0, 0);
    return finish(a);
}

// r1 = greatest common divisors of all pairs below n, summed
function divisors(n) {
    let a = new Assembler([], {}, []);
    emit(a, LOAD, 1, 0, 0);
    emit(a, LOAD, 2, n, 0);
    emit(a, LOAD, 3, 1, 0);
    emit(a, LOAD, 0, 1, 0);
    label(a, "outer");
    emit(a, LOAD, 7, 1, 0);
    label(a, "inner");
    emit(a, MOVE, 4, 0, 0);
    emit(a, MOVE, 5, 7, 0);
    label(a, "euclid");
    emit(a, MOD, 6, 4, 5);
    emit(a, MOVE, 4, 5, 0);
    emit(a, MOVE, 5, 6, 0);
    emit(a, LOAD, 6, 0, 0);
    branch(a, LESS, 6, 5, "euclid");
    emit(a, ADD, 1, 1, 4);
    emit(a, ADD, 7, 7, 3);
    branch(a, LESS, 7, 2, "inner");
    emit(a, ADD, 0, 0, 3);
    branch(a, LESS, 0, 2, "outer");
    emit(a, HALT, 0, 0, 0);
    return finish(a);
}

function main() {
    const ROUNDS = 4;
    let checksum = 0;
    let steps = 0;
    for (let round = 0; round < ROUNDS; round = round + 1) {
        let all = [squares(200000 + round), primes(120000 + round), divisors(160 + round)];
        for (let i = 0; i < all.length; i = i + 1) {
            let machine = execute(all[i], 120010);
            checksum = (checksum * 31 + machine.registers[1]) % 1000003;
            steps = steps + machine.steps;
        }
    }
    console.log("bytecodes " + checksum + " " + steps);
}
main();
