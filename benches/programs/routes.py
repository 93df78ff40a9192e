# Shortest ways through a grid with walls: a queue ordered by cost (a binary heap), and a breadth-first search
class Grid:
    __slots__ = ('width', 'height', 'costs')
    def __init__(self, width, height, costs):
        self.width = width
        self.height = height
        self.costs = costs
class Entry:
    __slots__ = ('cost', 'cell')
    def __init__(self, cost, cell):
        self.cost = cost
        self.cell = cell
class Queue:
    __slots__ = ('entries', 'count')
    def __init__(self, entries, count):
        self.entries = entries
        self.count = count
class Random:
    __slots__ = ('seed',)
    def __init__(self, seed):
        self.seed = seed
def next(random, limit):
    random.seed = (random.seed * 3877 + 29573) % 139968
    return random.seed % limit
def make_grid(width, height, random):
    costs = []
    for i in range(width * height):
        if next(random, 5) == 0:
            costs.append(0)
        else:
            costs.append(1 + next(random, 9))
    costs[0] = 1
    costs[width * height - 1] = 1
    return Grid(width, height, costs)
def before(a, b):
    return a.cost < b.cost or (a.cost == b.cost and a.cell < b.cell)
def insert(queue, entry):
    entries = queue.entries
    at = queue.count
    queue.count = at + 1
    if at == len(entries):
        entries.append(entry)
    while at > 0:
        parent = (at - 1) // 2
        if not before(entry, entries[parent]):
            break
        entries[at] = entries[parent]
        at = parent
    entries[at] = entry
def least(queue):
    entries = queue.entries
    result = entries[0]
    queue.count = queue.count - 1
    last = entries[queue.count]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= queue.count:
            break
        if child + 1 < queue.count and before(entries[child + 1], entries[child]):
            child = child + 1
        if not before(entries[child], last):
            break
        entries[at] = entries[child]
        at = child
    entries[at] = last
    return result
def relax(grid, queue, distances, start, x, y):
    if x < 0 or y < 0 or x >= grid.width or y >= grid.height:
        return
    cell = y * grid.width + x
    cost = grid.costs[cell]
    if cost == 0:
        return
    total = distances[start] + cost
    if distances[cell] < 0 or total < distances[cell]:
        distances[cell] = total
        insert(queue, Entry(total, cell))
def cheapest(grid):
    distances = []
    for i in range(grid.width * grid.height):
        distances.append(-1)
    queue = Queue([], 0)
    distances[0] = 0
    insert(queue, Entry(0, 0))
    while queue.count > 0:
        entry = least(queue)
        if entry.cost == distances[entry.cell]:
            x = entry.cell % grid.width
            y = entry.cell // grid.width
            relax(grid, queue, distances, entry.cell, x - 1, y)
            relax(grid, queue, distances, entry.cell, x + 1, y)
            relax(grid, queue, distances, entry.cell, x, y - 1)
            relax(grid, queue, distances, entry.cell, x, y + 1)
    return distances
def visit(grid, steps, waiting, start, x, y):
    if x < 0 or y < 0 or x >= grid.width or y >= grid.height:
        return
    cell = y * grid.width + x
    if grid.costs[cell] != 0 and steps[cell] < 0:
        steps[cell] = steps[start] + 1
        waiting.append(cell)
def fewest(grid):
    steps = []
    for i in range(grid.width * grid.height):
        steps.append(-1)
    steps[0] = 0
    waiting = [0]
    at = 0
    while at < len(waiting):
        cell = waiting[at]
        x = cell % grid.width
        y = cell // grid.width
        visit(grid, steps, waiting, cell, x - 1, y)
        visit(grid, steps, waiting, cell, x + 1, y)
        visit(grid, steps, waiting, cell, x, y - 1)
        visit(grid, steps, waiting, cell, x, y + 1)
        at = at + 1
    return steps
def digest(values):
    sum = 0
    for i in range(len(values)):
        sum = (sum * 31 + values[i] + 1) % 1000003
    return sum
def main():
    GRIDS = 50
    random = Random(42)
    costs = 0
    steps = 0
    for i in range(GRIDS):
        grid = make_grid(150 + i, 120, random)
        costs = (costs * 31 + digest(cheapest(grid))) % 1000003
        steps = (steps * 31 + digest(fewest(grid))) % 1000003
    print("routes", costs, steps)
main()
