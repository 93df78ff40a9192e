// Vectors of two ints
class Vector {
    constructor(x, y) { this.x = x; this.y = y; }
}
exports.made = 0;
function vector(x, y) {
    exports.made = exports.made + 1;
    return new Vector(x, y);
}
exports.vector = vector;
exports.plus = function (a, b) {
    return vector((a.x + b.x) % 8191, (a.y + b.y) % 8191);
};
exports.dot = function (a, b) {
    return a.x * b.x + a.y * b.y;
};
