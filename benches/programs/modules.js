// Calls into two modules, and reads of their variables
const generator = require("./library/generator.js");
const vector = require("./library/vector.js");
const N = 10000000;
function main() {
    generator.seed(7);
    let sum = vector.vector(0, 0);
    let check = 0;
    for (let i = 0; i < N; i = i + 1) {
        const v = vector.vector(generator.below(100), generator.below(100));
        sum = vector.plus(sum, v);
        check = (check + vector.dot(sum, v) + generator.MODULUS) % 1000003;
    }
    console.log("modules " + sum.x + " " + sum.y + " " + check + " " + vector.made);
}
main();
