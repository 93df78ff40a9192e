// Customers that wander between the queues of stations: structs with int fields, linked lists
const TICKS = 2000000, STATIONS = 8, CUSTOMERS = 40;
class Customer {
    constructor() { this.work = 0; this.visits = 0; this.next = null; }
}
class Station {
    constructor() { this.head = null; this.tail = null; this.waiting = 0; this.busy = null; this.served = 0; }
}
function random(world, limit) {
    world.seed = (world.seed * 3877 + 29573) % 139968;
    return world.seed % limit;
}
function enqueue(station, customer) {
    customer.next = null;
    if (station.head === null) {
        station.head = customer;
    } else {
        station.tail.next = customer;
    }
    station.tail = customer;
    station.waiting = station.waiting + 1;
}
function dequeue(station) {
    const customer = station.head;
    if (customer !== null) {
        station.head = customer.next;
        station.waiting = station.waiting - 1;
    }
    return customer;
}
function serve(world, station, count) {
    if (station.busy === null) {
        station.busy = dequeue(station);
        if (station.busy === null) {
            return;
        }
        station.busy.work = 1 + random(world, 5);
    }
    const customer = station.busy;
    customer.work = customer.work - 1;
    if (customer.work <= 0) {
        station.busy = null;
        station.served = station.served + 1;
        customer.visits = customer.visits + 1;
        enqueue(world.stations[random(world, count)], customer);
    }
}
function main() {
    const world = { stations: [], seed: 42 };
    const all = [];
    for (let i = 0; i < STATIONS; i = i + 1) {
        world.stations.push(new Station());
    }
    for (let i = 0; i < CUSTOMERS; i = i + 1) {
        const customer = new Customer();
        all.push(customer);
        enqueue(world.stations[i % STATIONS], customer);
    }
    for (let t = 0; t < TICKS; t = t + 1) {
        for (let i = 0; i < STATIONS; i = i + 1) {
            serve(world, world.stations[i], STATIONS);
        }
    }
    let served = 0, waiting = 0, visits = 0;
    for (let i = 0; i < STATIONS; i = i + 1) {
        served = served + world.stations[i].served;
        waiting = waiting + world.stations[i].waiting * (i + 1);
    }
    for (let i = 0; i < CUSTOMERS; i = i + 1) {
        visits = (visits + all[i].visits * (i + 1)) % 1000003;
    }
    console.log("queues " + served + " " + waiting + " " + visits);
}
main();
