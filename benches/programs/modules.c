/* Calls into two modules, and reads of their variables */
#include <stdio.h>
#include <stdlib.h>
#include "library/generator.c"
#include "library/vector.c"
#define N 10000000
int main(void) {
    Vector *sum = vector(0, 0);
    int check = 0, i;
    seed(7);
    for (i = 0; i < N; i = i + 1) {
        int x = below(100), y = below(100);
        Vector *v = vector(x, y), *next = plus(sum, v);
        free(sum);
        sum = next;
        check = (check + dot(sum, v) + MODULUS) % 1000003;
        free(v);
    }
    printf("modules %d %d %d %d\n", sum->x, sum->y, check, made);
    return 0;
}
