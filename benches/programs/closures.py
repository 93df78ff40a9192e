# Functions that capture: counters, compositions, and folds over an array
ROUNDS, SIZE = 500000, 40
def counter(step):
    n = 0
    def tick():
        nonlocal n
        n = n + step
        return n
    return tick
def compose(f, g):
    def both(x):
        return f(g(x))
    return both
def apply(numbers, f):
    results = []
    for number in numbers:
        results.append(f(number))
    return results
def fold(numbers, start, f):
    result = start
    for number in numbers:
        result = f(result, number)
    return result
def main():
    numbers = [i * 37 % 101 for i in range(SIZE)]
    tick = counter(3)
    total = 0
    for r in range(ROUNDS):
        limit = r % 50 + 20
        def scale(x):
            return (x * 3 + limit) % 1009
        def shift(x):
            return x + r % 7
        def add(sum, x):
            if x < limit * 5:
                return sum + x
            tick()
            return sum
        total = (total + fold(apply(numbers, compose(scale, shift)), 0, add)) % 1000003
    print("closures", total, tick())
main()
