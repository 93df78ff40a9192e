// Three sorts of records that are handed a function to compare with: merge sort, quicksort, heap sort
class Record {
    constructor(key, weight, id) {
        this.key = key;
        this.weight = weight;
        this.id = id;
    }
}
class Random {
    constructor(seed) {
        this.seed = seed;
    }
}

function next(random, limit) {
    random.seed = (random.seed * 3877 + 29573) % 139968;
    return random.seed % limit;
}

function make_records(count, random) {
    let records = [];
    for (let i = 0; i < count; i = i + 1) {
        records.push(new Record(next(random, 5000), next(random, 1000) * 0.25, i));
    }
    return records;
}

function copy(records) {
    let result = [];
    for (let i = 0; i < records.length; i = i + 1) {
        result.push(records[i]);
    }
    return result;
}

function by_key(a, b) {
    if (a.key !== b.key) {
        return a.key - b.key;
    }
    return a.id - b.id;
}

function by_weight(a, b) {
    if (a.weight < b.weight) {
        return -1;
    }
    if (a.weight > b.weight) {
        return 1;
    }
    return a.id - b.id;
}

function reversed(compare) {
    function backwards(a, b) {
        return compare(b, a);
    }
    return backwards;
}

function then_by(first, second) {
    function both(a, b) {
        let order = first(a, b);
        if (order !== 0) {
            return order;
        }
        return second(a, b);
    }
    return both;
}

function by_digits(a, b) {
    return a.key % 10 - b.key % 10;
}

function merge(source, target, low, middle, high, compare) {
    let left = low;
    let right = middle;
    for (let at = low; at < high; at = at + 1) {
        if (left < middle && (right >= high || compare(source[left], source[right]) <= 0)) {
            target[at] = source[left];
            left = left + 1;
        } else {
            target[at] = source[right];
            right = right + 1;
        }
    }
}

function merge_sort(records, compare) {
    let count = records.length;
    let source = records;
    let target = copy(records);
    for (let width = 1; width < count; width = width * 2) {
        for (let low = 0; low < count; low = low + 2 * width) {
            let middle = low + width;
            if (middle > count) {
                middle = count;
            }
            let high = low + 2 * width;
            if (high > count) {
                high = count;
            }
            merge(source, target, low, middle, high, compare);
        }
        let other = source;
        source = target;
        target = other;
    }
    return source;
}

function exchange(records, i, j) {
    let record = records[i];
    records[i] = records[j];
    records[j] = record;
}

function quick_sort(records, low, high, compare) {
    while (low < high) {
        let pivot = records[Math.trunc((low + high) / 2)];
        let i = low;
        let j = high;
        while (i <= j) {
            while (compare(records[i], pivot) < 0) {
                i = i + 1;
            }
            while (compare(records[j], pivot) > 0) {
                j = j - 1;
            }
            if (i <= j) {
                exchange(records, i, j);
                i = i + 1;
                j = j - 1;
            }
        }
        if (j - low < high - i) {
            quick_sort(records, low, j, compare);
            low = i;
        } else {
            quick_sort(records, i, high, compare);
            high = j;
        }
    }
}

function sink(records, start, count, compare) {
    let at = start;
    while (2 * at + 1 < count) {
        let child = 2 * at + 1;
        if (child + 1 < count && compare(records[child], records[child + 1]) < 0) {
            child = child + 1;
        }
        if (compare(records[at], records[child]) >= 0) {
            return;
        }
        exchange(records, at, child);
        at = child;
    }
}

function heap_sort(records, compare) {
    let count = records.length;
    for (let start = Math.trunc(count / 2) - 1; start >= 0; start = start - 1) {
        sink(records, start, count, compare);
    }
    for (let last = count - 1; last > 0; last = last - 1) {
        exchange(records, 0, last);
        sink(records, 0, last, compare);
    }
}

function digest(records) {
    let sum = 0;
    for (let i = 0; i < records.length; i = i + 1) {
        sum = (sum * 31 + records[i].id) % 1000003;
    }
    return sum;
}

function main() {
    const ROUNDS = 4;
    const SIZE = 16000;
    let random = new Random(42);
    let checksum = 0;
    for (let round = 0; round < ROUNDS; round = round + 1) {
        let records = make_records(SIZE + round, random);
        let orders = [by_key, by_weight, reversed(by_key), then_by(by_digits, reversed(by_weight))];
        for (let i = 0; i < orders.length; i = i + 1) {
            let order = orders[i];
            checksum = (checksum * 31 + digest(merge_sort(copy(records), order))) % 1000003;
            let quick = copy(records);
            quick_sort(quick, 0, quick.length - 1, order);
            checksum = (checksum * 31 + digest(quick)) % 1000003;
            let heap = copy(records);
            heap_sort(heap, order);
            checksum = (checksum * 31 + digest(heap)) % 1000003;
        }
    }
    console.log("sorts " + checksum);
}
main();
