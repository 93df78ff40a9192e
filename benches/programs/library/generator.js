// Pseudo-random ints: the state is the module's own
const MODULUS = 139968;
let state = 42;
exports.MODULUS = MODULUS;
exports.seed = function (value) {
    state = value % MODULUS;
};
exports.below = function (limit) {
    state = (state * 3877 + 29573) % MODULUS;
    return state % limit;
};
