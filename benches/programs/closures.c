/* Functions that capture: counters, compositions, and folds over an array */
#include <stdio.h>
#include <stdlib.h>
#define ROUNDS 500000
#define SIZE 40
typedef struct { int n, step; } Counter;
typedef struct Closure { int (*call)(struct Closure *, int); void *a, *b; } Closure;
typedef struct { int r, limit; Counter *tick; } Round;
static int tick(Counter *c) {
    c->n = c->n + c->step;
    return c->n;
}
static int both(Closure *self, int x) {
    Closure *f = self->a, *g = self->b;
    return f->call(f, g->call(g, x));
}
static int scale(Closure *self, int x) {
    return (x * 3 + ((Round *)self->a)->limit) % 1009;
}
static int shift(Closure *self, int x) {
    return x + ((Round *)self->a)->r % 7;
}
static int add(Round *round, int sum, int x) {
    if (x < round->limit * 5) return sum + x;
    tick(round->tick);
    return sum;
}
static Closure *closure(int (*call)(Closure *, int), void *a, void *b) {
    Closure *c = malloc(sizeof(Closure));
    c->call = call;
    c->a = a;
    c->b = b;
    return c;
}
static int *apply(const int *numbers, int n, Closure *f) {
    int *results = malloc(n * sizeof(int)), i;
    for (i = 0; i < n; i = i + 1) results[i] = f->call(f, numbers[i]);
    return results;
}
static int fold(const int *numbers, int n, int start, int (*f)(Round *, int, int), Round *round) {
    int result = start, i;
    for (i = 0; i < n; i = i + 1) result = f(round, result, numbers[i]);
    return result;
}
int main(void) {
    int numbers[SIZE], total = 0, r, i;
    Counter ticks = {0, 3};
    for (i = 0; i < SIZE; i = i + 1) numbers[i] = i * 37 % 101;
    for (r = 0; r < ROUNDS; r = r + 1) {
        Round *round = malloc(sizeof(Round));
        Closure *f, *g, *h;
        int *results;
        round->r = r;
        round->limit = r % 50 + 20;
        round->tick = &ticks;
        f = closure(scale, round, NULL);
        g = closure(shift, round, NULL);
        h = closure(both, f, g);
        results = apply(numbers, SIZE, h);
        total = (total + fold(results, SIZE, 0, add, round)) % 1000003;
        free(results);
        free(f);
        free(g);
        free(h);
        free(round);
    }
    printf("closures %d %d\n", total, tick(&ticks));
    return 0;
}
