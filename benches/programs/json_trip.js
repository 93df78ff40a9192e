// JSON round trips: values to text and back, with escapes, floats and nested containers
const ROUNDS = 700, N = 100;
function record(id) {
    return {
        id: id,
        name: 'item "' + id + '"',
        live: id % 3 === 0,
        tags: ["red", "a\tb", id % 7],
        position: { x: id * 0.5 + 0.25, y: -3.75 },
        parent: null,
    };
}
function check(records) {
    let sum = 0;
    for (const r of records) {
        sum = sum + r.id + r.name.length + r.tags[2];
        if (r.live) {
            sum = sum + 1;
        }
        if (r.position.x > 20.0) {
            sum = sum + 1;
        }
    }
    return sum;
}
function main() {
    let records = [];
    for (let i = 0; i < N; i = i + 1) {
        records.push(record(i));
    }
    let bytes = 0, sum = 0;
    for (let r = 0; r < ROUNDS; r = r + 1) {
        const text = JSON.stringify(records);
        bytes = bytes + text.length;
        records = JSON.parse(text);
        records[r % N].id = r;
        sum = (sum + check(records)) % 1000003;
    }
    console.log("json_trip " + bytes + " " + sum);
}
main();
