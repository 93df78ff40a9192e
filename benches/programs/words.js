// Text processing: join, upper case, search, replace, split, and counting words in a map
const ROUNDS = 150000, WORDS = 20;
const vocabulary = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"];
function main() {
    const counts = new Map();
    let seed = 42, bytes = 0, hits = 0;
    for (let r = 0; r < ROUNDS; r = r + 1) {
        const line = [];
        for (let i = 0; i < WORDS; i = i + 1) {
            seed = (seed * 3877 + 29573) % 139968;
            line.push(vocabulary[seed % 13]);
        }
        const text = line.join(" ");
        if (text.toUpperCase().includes("ETA MU")) {
            hits = hits + 1;
        }
        const swapped = text.replaceAll("eta", "<e>");
        bytes = bytes + swapped.length;
        for (const word of swapped.split(" ")) {
            counts.set(word, (counts.get(word) || 0) + 1);
        }
    }
    let sum = 0;
    for (const [word, count] of counts) {
        sum = sum + count * word.length;
    }
    console.log("words " + bytes + " " + hits + " " + sum + " " + counts.size);
}
main();
