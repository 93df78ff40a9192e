/* An interpreter of a register machine, and an assembler with labels for it, running three programs */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ROUNDS 4
#define WORDS 120010
#define MOST 64
enum { HALT, LOAD, MOVE, ADD, SUB, MUL, MOD, READ, WRITE, JUMP, LESS, SAME };
typedef struct { int op, a, b, c; } Instruction;
typedef struct { int registers[8]; int *memory; int pc, steps; } Machine;
typedef struct { const char *name; int at; } Place;
typedef struct {
    Instruction code[MOST];
    Place labels[MOST], fixes[MOST];
    int length, label_count, fix_count;
} Assembler;
static void emit(Assembler *assembler, int op, int a, int b, int c) {
    Instruction instruction = {op, a, b, c};
    assembler->code[assembler->length] = instruction;
    assembler->length = assembler->length + 1;
}
static void label(Assembler *assembler, const char *name) {
    Place place = {name, assembler->length};
    assembler->labels[assembler->label_count] = place;
    assembler->label_count = assembler->label_count + 1;
}
static void branch(Assembler *assembler, int op, int a, int b, const char *name) {
    Place place = {name, assembler->length};
    assembler->fixes[assembler->fix_count] = place;
    assembler->fix_count = assembler->fix_count + 1;
    emit(assembler, op, a, b, 0);
}
static void finish(Assembler *assembler) {
    int i, j;
    for (i = 0; i < assembler->fix_count; i = i + 1)
        for (j = 0; j < assembler->label_count; j = j + 1)
            if (strcmp(assembler->fixes[i].name, assembler->labels[j].name) == 0)
                assembler->code[assembler->fixes[i].at].c = assembler->labels[j].at;
}
static int step(Machine *machine, const Instruction *instruction) {
    int *r = machine->registers;
    int op = instruction->op;
    machine->steps = machine->steps + 1;
    machine->pc = machine->pc + 1;
    if (op == LOAD) {
        r[instruction->a] = instruction->b;
    } else if (op == MOVE) {
        r[instruction->a] = r[instruction->b];
    } else if (op == ADD) {
        r[instruction->a] = r[instruction->b] + r[instruction->c];
    } else if (op == SUB) {
        r[instruction->a] = r[instruction->b] - r[instruction->c];
    } else if (op == MUL) {
        r[instruction->a] = r[instruction->b] * r[instruction->c] % 32749;
    } else if (op == MOD) {
        r[instruction->a] = r[instruction->b] % r[instruction->c];
    } else if (op == READ) {
        r[instruction->a] = machine->memory[r[instruction->b]];
    } else if (op == WRITE) {
        machine->memory[r[instruction->b]] = r[instruction->a];
    } else if (op == JUMP) {
        machine->pc = instruction->c;
    } else if (op == LESS) {
        if (r[instruction->a] < r[instruction->b]) machine->pc = instruction->c;
    } else if (op == SAME) {
        if (r[instruction->a] == r[instruction->b]) machine->pc = instruction->c;
    } else {
        return 0;
    }
    return 1;
}
static void execute(Machine *machine, const Instruction *code) {
    int running = 1;
    memset(machine, 0, sizeof *machine);
    machine->memory = calloc(WORDS, sizeof(int));
    while (running) running = step(machine, &code[machine->pc]);
    free(machine->memory);
}
/* r1 = sum of i * i for i below n */
static void squares(Assembler *a, int n) {
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
    finish(a);
}
/* r1 = primes below n, by a sieve in memory */
static void primes(Assembler *a, int n) {
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
    finish(a);
}
/* r1 = greatest common divisors of all pairs below n, summed */
static void divisors(Assembler *a, int n) {
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
    finish(a);
}
int main(void) {
    int checksum = 0, steps = 0, round, i;
    for (round = 0; round < ROUNDS; round = round + 1) {
        static Assembler all[3];
        memset(all, 0, sizeof all);
        squares(&all[0], 200000 + round);
        primes(&all[1], 120000 + round);
        divisors(&all[2], 160 + round);
        for (i = 0; i < 3; i = i + 1) {
            Machine machine;
            execute(&machine, all[i].code);
            checksum = (checksum * 31 + machine.registers[1]) % 1000003;
            steps = steps + machine.steps;
        }
    }
    printf("bytecodes %d %d\n", checksum, steps);
    return 0;
}
