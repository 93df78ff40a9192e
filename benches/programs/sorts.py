# Three sorts of records that are handed a function to compare with: merge sort, quicksort, heap sort
class Record:
    __slots__ = ('key', 'weight', 'id')
    def __init__(self, key, weight, id):
        self.key = key
        self.weight = weight
        self.id = id
class Random:
    __slots__ = ('seed',)
    def __init__(self, seed):
        self.seed = seed
def next(random, limit):
    random.seed = (random.seed * 3877 + 29573) % 139968
    return random.seed % limit
def make_records(count, random):
    records = []
    for i in range(count):
        records.append(Record(next(random, 5000), next(random, 1000) * 0.25, i))
    return records
def copy(records):
    result = []
    for i in range(len(records)):
        result.append(records[i])
    return result
def by_key(a, b):
    if a.key != b.key:
        return a.key - b.key
    return a.id - b.id
def by_weight(a, b):
    if a.weight < b.weight:
        return -1
    if a.weight > b.weight:
        return 1
    return a.id - b.id
def reversed(compare):
    def backwards(a, b):
        return compare(b, a)
    return backwards
def then_by(first, second):
    def both(a, b):
        order = first(a, b)
        if order != 0:
            return order
        return second(a, b)
    return both
def by_digits(a, b):
    return a.key % 10 - b.key % 10
def merge(source, target, low, middle, high, compare):
    left = low
    right = middle
    for at in range(low, high):
        if left < middle and (right >= high or compare(source[left], source[right]) <= 0):
            target[at] = source[left]
            left = left + 1
        else:
            target[at] = source[right]
            right = right + 1
def merge_sort(records, compare):
    count = len(records)
    source = records
    target = copy(records)
    width = 1
    while width < count:
        low = 0
        while low < count:
            middle = low + width
            if middle > count:
                middle = count
            high = low + 2 * width
            if high > count:
                high = count
            merge(source, target, low, middle, high, compare)
            low = low + 2 * width
        other = source
        source = target
        target = other
        width = width * 2
    return source
def exchange(records, i, j):
    record = records[i]
    records[i] = records[j]
    records[j] = record
def quick_sort(records, low, high, compare):
    while low < high:
        pivot = records[(low + high) // 2]
        i = low
        j = high
        while i <= j:
            while compare(records[i], pivot) < 0:
                i = i + 1
            while compare(records[j], pivot) > 0:
                j = j - 1
            if i <= j:
                exchange(records, i, j)
                i = i + 1
                j = j - 1
        if j - low < high - i:
            quick_sort(records, low, j, compare)
            low = i
        else:
            quick_sort(records, i, high, compare)
            high = j
def sink(records, start, count, compare):
    at = start
    while 2 * at + 1 < count:
        child = 2 * at + 1
        if child + 1 < count and compare(records[child], records[child + 1]) < 0:
            child = child + 1
        if compare(records[at], records[child]) >= 0:
            return
        exchange(records, at, child)
        at = child
def heap_sort(records, compare):
    count = len(records)
    for start in range(count // 2 - 1, -1, -1):
        sink(records, start, count, compare)
    for last in range(count - 1, 0, -1):
        exchange(records, 0, last)
        sink(records, 0, last, compare)
def digest(records):
    sum = 0
    for i in range(len(records)):
        sum = (sum * 31 + records[i].id) % 1000003
    return sum
def main():
    ROUNDS = 4
    SIZE = 16000
    random = Random(42)
    checksum = 0
    for round in range(ROUNDS):
        records = make_records(SIZE + round, random)
        orders = [by_key, by_weight, reversed(by_key), then_by(by_digits, reversed(by_weight))]
        for i in range(len(orders)):
            order = orders[i]
            checksum = (checksum * 31 + digest(merge_sort(copy(records), order))) % 1000003
            quick = copy(records)
            quick_sort(quick, 0, len(quick) - 1, order)
            checksum = (checksum * 31 + digest(quick)) % 1000003
            heap = copy(records)
            heap_sort(heap, order)
            checksum = (checksum * 31 + digest(heap)) % 1000003
    print("sorts", checksum)
main()
