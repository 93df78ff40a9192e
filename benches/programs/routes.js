// Shortest ways through a grid with walls: a queue ordered by cost (a binary heap), and a breadth-first search
class Grid {
    constructor(width, height, costs) {
        this.width = width;
        this.height = height;
        this.costs = costs;
    }
}
class Entry {
    constructor(cost, cell) {
        this.cost = cost;
        this.cell = cell;
    }
}
class Queue {
    constructor(entries, count) {
        this.entries = entries;
        this.count = count;
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

function make_grid(width, height, random) {
    let costs = [];
    for (let i = 0; i < width * height; i = i + 1) {
        if (next(random, 5) === 0) {
            costs.push(0);
        } else {
            costs.push(1 + next(random, 9));
        }
    }
    costs[0] = 1;
    costs[width * height - 1] = 1;
    return new Grid(width, height, costs);
}

function before(a, b) {
    return a.cost < b.cost || (a.cost === b.cost && a.cell < b.cell);
}

function insert(queue, entry) {
    let entries = queue.entries;
    let at = queue.count;
    queue.count = at + 1;
    if (at === entries.length) {
        entries.push(entry);
    }
    while (at > 0) {
        let parent = Math.trunc((at - 1) / 2);
        if (!before(entry, entries[parent])) {
            break;
        }
        entries[at] = entries[parent];
        at = parent;
    }
    entries[at] = entry;
}

function least(queue) {
    let entries = queue.entries;
    let result = entries[0];
    queue.count = queue.count - 1;
    let last = entries[queue.count];
    let at = 0;
    while (true) {
        let child = 2 * at + 1;
        if (child >= queue.count) {
            break;
        }
        if (child + 1 < queue.count && before(entries[child + 1], entries[child])) {
            child = child + 1;
        }
        if (!before(entries[child], last)) {
            break;
        }
        entries[at] = entries[child];
        at = child;
    }
    entries[at] = last;
    return result;
}

function relax(grid, queue, distances, start, x, y) {
    if (x < 0 || y < 0 || x >= grid.width || y >= grid.height) {
        return;
    }
    let cell = y * grid.width + x;
    let cost = grid.costs[cell];
    if (cost === 0) {
        return;
    }
    let total = distances[start] + cost;
    if (distances[cell] < 0 || total < distances[cell]) {
        distances[cell] = total;
        insert(queue, new Entry(total, cell));
    }
}

function cheapest(grid) {
    let distances = [];
    for (let i = 0; i < grid.width * grid.height; i = i + 1) {
        distances.push(-1);
    }
    let queue = new Queue([], 0);
    distances[0] = 0;
    insert(queue, new Entry(0, 0));
    while (queue.count > 0) {
        let entry = least(queue);
        if (entry.cost === distances[entry.cell]) {
            let x = entry.cell % grid.width;
            let y = Math.trunc(entry.cell / grid.width);
            relax(grid, queue, distances, entry.cell, x - 1, y);
            relax(grid, queue, distances, entry.cell, x + 1, y);
            relax(grid, queue, distances, entry.cell, x, y - 1);
            relax(grid, queue, distances, entry.cell, x, y + 1);
        }
    }
    return distances;
}

function visit(grid, steps, waiting, start, x, y) {
    if (x < 0 || y < 0 || x >= grid.width || y >= grid.height) {
        return;
    }
    let cell = y * grid.width + x;
    if (grid.costs[cell] !== 0 && steps[cell] < 0) {
        steps[cell] = steps[start] + 1;
        waiting.push(cell);
    }
}

function fewest(grid) {
    let steps = [];
    for (let i = 0; i < grid.width * grid.height; i = i + 1) {
        steps.push(-1);
    }
    steps[0] = 0;
    let waiting = [0];
    for (let at = 0; at < waiting.length; at = at + 1) {
        let cell = waiting[at];
        let x = cell % grid.width;
        let y = Math.trunc(cell / grid.width);
        visit(grid, steps, waiting, cell, x - 1, y);
        visit(grid, steps, waiting, cell, x + 1, y);
        visit(grid, steps, waiting, cell, x, y - 1);
        visit(grid, steps, waiting, cell, x, y + 1);
    }
    return steps;
}

function digest(values) {
    let sum = 0;
    for (let i = 0; i < values.length; i = i + 1) {
        sum = (sum * 31 + values[i] + 1) % 1000003;
    }
    return sum;
}

function main() {
    const GRIDS = 50;
    let random = new Random(42);
    let costs = 0;
    let steps = 0;
    for (let i = 0; i < GRIDS; i = i + 1) {
        let grid = make_grid(150 + i, 120, random);
        costs = (costs * 31 + digest(cheapest(grid))) % 1000003;
        steps = (steps * 31 + digest(fewest(grid))) % 1000003;
    }
    console.log("routes " + costs + " " + steps);
}
main();
