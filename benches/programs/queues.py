# Customers that wander between the queues of stations: structs with int fields, linked lists
TICKS, STATIONS, CUSTOMERS = 2000000, 8, 40
class Customer:
    __slots__ = ("work", "visits", "next")
    def __init__(self):
        self.work, self.visits, self.next = 0, 0, None
class Station:
    __slots__ = ("head", "tail", "waiting", "busy", "served")
    def __init__(self):
        self.head, self.tail, self.waiting, self.busy, self.served = None, None, 0, None, 0
class World:
    __slots__ = ("stations", "seed")
    def __init__(self):
        self.stations, self.seed = [], 42
def random(world, limit):
    world.seed = (world.seed * 3877 + 29573) % 139968
    return world.seed % limit
def enqueue(station, customer):
    customer.next = None
    if station.head is None:
        station.head = customer
    else:
        station.tail.next = customer
    station.tail = customer
    station.waiting = station.waiting + 1
def dequeue(station):
    customer = station.head
    if customer is not None:
        station.head = customer.next
        station.waiting = station.waiting - 1
    return customer
def serve(world, station, count):
    if station.busy is None:
        station.busy = dequeue(station)
        if station.busy is None:
            return
        station.busy.work = 1 + random(world, 5)
    customer = station.busy
    customer.work = customer.work - 1
    if customer.work <= 0:
        station.busy = None
        station.served = station.served + 1
        customer.visits = customer.visits + 1
        enqueue(world.stations[random(world, count)], customer)
def main():
    world = World()
    everyone = []
    for i in range(STATIONS):
        world.stations.append(Station())
    for i in range(CUSTOMERS):
        customer = Customer()
        everyone.append(customer)
        enqueue(world.stations[i % STATIONS], customer)
    for t in range(TICKS):
        for i in range(STATIONS):
            serve(world, world.stations[i], STATIONS)
    served, waiting, visits = 0, 0, 0
    for i in range(STATIONS):
        served = served + world.stations[i].served
        waiting = waiting + world.stations[i].waiting * (i + 1)
    for i in range(CUSTOMERS):
        visits = (visits + everyone[i].visits * (i + 1)) % 1000003
    print("queues", served, waiting, visits)
main()
