// Functions that capture: counters, compositions, and folds over an array
const ROUNDS = 500000, SIZE = 40;
function counter(step) {
    let n = 0;
    return function () {
        n = n + step;
        return n;
    };
}
function compose(f, g) {
    return function (x) {
        return f(g(x));
    };
}
function apply(numbers, f) {
    const results = [];
    for (let i = 0; i < numbers.length; i = i + 1) {
        results.push(f(numbers[i]));
    }
    return results;
}
function fold(numbers, start, f) {
    let result = start;
    for (let i = 0; i < numbers.length; i = i + 1) {
        result = f(result, numbers[i]);
    }
    return result;
}
function main() {
    const numbers = [];
    for (let i = 0; i < SIZE; i = i + 1) {
        numbers.push(i * 37 % 101);
    }
    const tick = counter(3);
    let total = 0;
    for (let r = 0; r < ROUNDS; r = r + 1) {
        const limit = r % 50 + 20;
        function scale(x) {
            return (x * 3 + limit) % 1009;
        }
        function shift(x) {
            return x + r % 7;
        }
        function add(sum, x) {
            if (x < limit * 5) {
                return sum + x;
            }
            tick();
            return sum;
        }
        total = (total + fold(apply(numbers, compose(scale, shift)), 0, add)) % 1000003;
    }
    console.log("closures " + total + " " + tick());
}
main();
