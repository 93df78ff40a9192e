# An interpreter of a register machine, and an assembler with labels for it, running three programs
class Instruction:
    __slots__ = ('op', 'a', 'b', 'c')
    def __init__(self, op, a, b, c):
        self.op = op
        self.a = a
        self.b = b
        self.c = c
class Machine:
    __slots__ = ('registers', 'memory', 'pc', 'steps')
    def __init__(self, registers, memory, pc, steps):
        self.registers = registers
        self.memory = memory
        self.pc = pc
        self.steps = steps
class Assembler:
    __slots__ = ('code', 'labels', 'fixes')
    def __init__(self, code, labels, fixes):
        self.code = code
        self.labels = labels
        self.fixes = fixes
class Fix:
    __slots__ = ('at', 'label')
    def __init__(self, at, label):
        self.at = at
        self.label = label
HALT = 0
LOAD = 1
MOVE = 2
ADD = 3
SUB = 4
MUL = 5
MOD = 6
READ = 7
WRITE = 8
JUMP = 9
LESS = 10
SAME = 11
def emit(assembler, op, a, b, c):
    assembler.code.append(Instruction(op, a, b, c))
def label(assembler, name):
    assembler.labels[name] = len(assembler.code)
def branch(assembler, op, a, b, name):
    assembler.fixes.append(Fix(len(assembler.code), name))
    emit(assembler, op, a, b, 0)
def finish(assembler):
    for i in range(len(assembler.fixes)):
        fix = assembler.fixes[i]
        assembler.code[fix.at].c = assembler.labels[fix.label]
    return assembler.code
def step(machine, instruction):
    r = machine.registers
    op = instruction.op
    machine.steps = machine.steps + 1
    machine.pc = machine.pc + 1
    if op == LOAD:
        r[instruction.a] = instruction.b
    elif op == MOVE:
        r[instruction.a] = r[instruction.b]
    elif op == ADD:
        r[instruction.a] = r[instruction.b] + r[instruction.c]
    elif op == SUB:
        r[instruction.a] = r[instruction.b] - r[instruction.c]
    elif op == MUL:
        r[instruction.a] = r[instruction.b] * r[instruction.c] % 32749
    elif op == MOD:
        r[instruction.a] = r[instruction.b] % r[instruction.c]
    elif op == READ:
        r[instruction.a] = machine.memory[r[instruction.b]]
    elif op == WRITE:
        machine.memory[r[instruction.b]] = r[instruction.a]
    elif op == JUMP:
        machine.pc = instruction.c
    elif op == LESS:
        if r[instruction.a] < r[instruction.b]:
            machine.pc = instruction.c
    elif op == SAME:
        if r[instruction.a] == r[instruction.b]:
            machine.pc = instruction.c
    else:
        return False
    return True
def execute(code, memory_words):
    registers = []
    for i in range(8):
        registers.append(0)
    memory = []
    for i in range(memory_words):
        memory.append(0)
    machine = Machine(registers, memory, 0, 0)
    running = True
    while running:
        running = step(machine, code[machine.pc])
    return machine
# r1 = sum of i * i for i below n
def squares(n):
    a = Assembler([], {}, [])
    emit(a, LOAD, 0, 0, 0)
    emit(a, LOAD, 1, 0, 0)
    emit(a, LOAD, 2, n, 0)
    emit(a, LOAD, 3, 1, 0)
    emit(a, LOAD, 5, 32749, 0)
    label(a, "turn")
    emit(a, MOD, 4, 0, 5)
    emit(a, MUL, 4, 4, 4)
    emit(a, ADD, 1, 1, 4)
    emit(a, MOD, 1, 1, 5)
    emit(a, ADD, 0, 0, 3)
    branch(a, LESS, 0, 2, "turn")
    emit(a, HALT, 0, 0, 0)
    return finish(a)
# r1 = primes below n, by a sieve in memory
def primes(n):
    a = Assembler([], {}, [])
    emit(a, LOAD, 0, 2, 0)
    emit(a, LOAD, 1, 0, 0)
    emit(a, LOAD, 2, n, 0)
    emit(a, LOAD, 3, 1, 0)
    emit(a, LOAD, 6, 0, 0)
    label(a, "next")
    emit(a, READ, 4, 0, 0)
    branch(a, SAME, 4, 3, "composite")
    emit(a, ADD, 1, 1, 3)
    emit(a, ADD, 5, 0, 0)
    branch(a, JUMP, 0, 0, "test")
    label(a, "mark")
    emit(a, WRITE, 3, 5, 0)
    emit(a, ADD, 5, 5, 0)
    label(a, "test")
    branch(a, LESS, 5, 2, "mark")
    label(a, "composite")
    emit(a, ADD, 0, 0, 3)
    branch(a, LESS, 0, 2, "next")
    emit(a, HALT, 0, 0, 0)
    return finish(a)
# r1 = greatest common divisors of all pairs below n, summed
def divisors(n):
    a = Assembler([], {}, [])
    emit(a, LOAD, 1, 0, 0)
    emit(a, LOAD, 2, n, 0)
    emit(a, LOAD, 3, 1, 0)
    emit(a, LOAD, 0, 1, 0)
    label(a, "outer")
    emit(a, LOAD, 7, 1, 0)
    label(a, "inner")
    emit(a, MOVE, 4, 0, 0)
    emit(a, MOVE, 5, 7, 0)
    label(a, "euclid")
    emit(a, MOD, 6, 4, 5)
    emit(a, MOVE, 4, 5, 0)
    emit(a, MOVE, 5, 6, 0)
    emit(a, LOAD, 6, 0, 0)
    branch(a, LESS, 6, 5, "euclid")
    emit(a, ADD, 1, 1, 4)
    emit(a, ADD, 7, 7, 3)
    branch(a, LESS, 7, 2, "inner")
    emit(a, ADD, 0, 0, 3)
    branch(a, LESS, 0, 2, "outer")
    emit(a, HALT, 0, 0, 0)
    return finish(a)
def main():
    ROUNDS = 4
    checksum = 0
    steps = 0
    for round in range(ROUNDS):
        all = [squares(200000 + round), primes(120000 + round), divisors(160 + round)]
        for i in range(len(all)):
            machine = execute(all[i], 120010)
            checksum = (checksum * 31 + machine.registers[1]) % 1000003
            steps = steps + machine.steps
    print("bytecodes", checksum, steps)
main()
