/* Pseudo-random ints: the state is the module's own */
static const int MODULUS = 139968;
static int state = 42;
static void seed(int value) {
    state = value % MODULUS;
}
static int below(int limit) {
    state = (state * 3877 + 29573) % MODULUS;
    return state % limit;
}
