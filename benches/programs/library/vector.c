/* Vectors of two ints, each an object of its own */
typedef struct { int x, y; } Vector;
static int made = 0;
static Vector *vector(int x, int y) {
    Vector *v = malloc(sizeof(Vector));
    made = made + 1;
    v->x = x;
    v->y = y;
    return v;
}
static Vector *plus(const Vector *a, const Vector *b) {
    return vector((a->x + b->x) % 8191, (a->y + b->y) % 8191);
}
static int dot(const Vector *a, const Vector *b) {
    return a->x * b->x + a->y * b->y;
}
