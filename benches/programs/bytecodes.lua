--!native
-- An interpreter of a register machine, and an assembler with labels for it, running three programs
local function Instruction(op, a, b, c)
    return { op = op, a = a, b = b, c = c }
end
local function Machine(registers, memory, pc, steps)
    return { registers = registers, memory = memory, pc = pc, steps = steps }
end
local function Assembler(code, labels, fixes)
    return { code = code, labels = labels, fixes = fixes }
end
local function Fix(at, label)
    return { at = at, label = label }
end
local HALT = 0
local LOAD = 1
local MOVE = 2
local ADD = 3
local SUB = 4
local MUL = 5
local MOD = 6
local READ = 7
local WRITE = 8
local JUMP = 9
local LESS = 10
local SAME = 11
local function emit(assembler, op, a, b, c)
    assembler.code[#assembler.code + 1] = Instruction(op, a, b, c)
end
local function label(assembler, name)
    assembler.labels[name] = #assembler.code
end
local function branch(assembler, op, a, b, name)
    assembler.fixes[#assembler.fixes + 1] = Fix(#assembler.code, name)
    emit(assembler, op, a, b, 0)
end
local function finish(assembler)
    for i = 0, #assembler.fixes - 1 do
        local fix = assembler.fixes[i + 1]
        assembler.code[fix.at + 1].c = assembler.labels[fix.label]
    end
    return assembler.code
end
local function step(machine, instruction)
    local r = machine.registers
    local op = instruction.op
    machine.steps = machine.steps + 1
    machine.pc = machine.pc + 1
    if op == LOAD then
        r[instruction.a + 1] = instruction.b
    elseif op == MOVE then
        r[instruction.a + 1] = r[instruction.b + 1]
    elseif op == ADD then
        r[instruction.a + 1] = r[instruction.b + 1] + r[instruction.c + 1]
    elseif op == SUB then
        r[instruction.a + 1] = r[instruction.b + 1] - r[instruction.c + 1]
    elseif op == MUL then
        r[instruction.a + 1] = r[instruction.b + 1] * r[instruction.c + 1] % 32749
    elseif op == MOD then
        r[instruction.a + 1] = r[instruction.b + 1] % r[instruction.c + 1]
    elseif op == READ then
        r[instruction.a + 1] = machine.memory[r[instruction.b + 1] + 1]
    elseif op == WRITE then
        machine.memory[r[instruction.b + 1] + 1] = r[instruction.a + 1]
    elseif op == JUMP then
        machine.pc = instruction.c
    elseif op == LESS then
        if r[instruction.a + 1] < r[instruction.b + 1] then
            machine.pc = instruction.c
        end
    elseif op == SAME then
        if r[instruction.a + 1] == r[instruction.b + 1] then
            machine.pc = instruction.c
        end
    else
        return false
    end
    return true
end
local function execute(code, memory_words)
    local registers = {}
    for i = 0, 8 - 1 do
        registers[#registers + 1] = 0
    end
    local memory = {}
    for i = 0, memory_words - 1 do
        memory[#memory + 1] = 0
    end
    local machine = Machine(registers, memory, 0, 0)
    local running = true
    while running do
        running = step(machine, code[machine.pc + 1])
    end
    return machine
end
-- r1 = sum of i * i for i below n
local function squares(n)
    local a = Assembler({}, {}, {})
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
end
-- r1 = primes below n, by a sieve in memory
local function primes(n)
    local a = Assembler({}, {}, {})
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
end
-- r1 = greatest common divisors of all pairs below n, summed
local function divisors(n)
    local a = Assembler({}, {}, {})
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
end
local function main()
    local ROUNDS = 4
    local checksum = 0
    local steps = 0
    for round = 0, ROUNDS - 1 do
        local all = { squares(200000 + round), primes(120000 + round), divisors(160 + round) }
        for i = 0, #all - 1 do
            local machine = execute(all[i + 1], 120010)
            checksum = (checksum * 31 + machine.registers[2]) % 1000003
            steps = steps + machine.steps
        end
    end
    print("bytecodes " .. checksum .. " " .. steps)
end
main()
