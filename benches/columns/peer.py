"""The formulas of `formulas.unna` by numba and numexpr (argument `compilers`) or by DataFusion's own expressions (argument
`datafusion`), timed as `peer.c` does it. The lines say peer, formula, rows, nanoseconds of CPU time for each row; or
peer, formula, `compile`, nanoseconds."""

import sys
import time

import numpy as np


def exponential(x):
    y = x / 1024
    s = 1.0 + y * (1.0 + y * (0.5 + y * (1.0 / 6 + y / 24)))
    for _ in range(10):
        s = s * s
    return s


def define(wrap):
    exp_ = wrap(exponential)

    @wrap
    def root(x):
        y = 0.5 * (1.0 + x)
        for _ in range(6):
            y = 0.5 * (y + x / y)
        return y

    @wrap
    def logarithm(x):
        t = (x - 1.0) / (x + 1.0)
        s = t * t
        return 2.0 * t * (1.0 + s * (1.0 / 3 + s * (1.0 / 5 + s * (1.0 / 7 + s / 9))))

    @wrap
    def normal(x):
        z = -x if x < 0 else x
        k = 1.0 / (1.0 + 0.2316419 * z)
        series = k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
        tail = 0.3989422804 * exp_(-0.5 * z * z) * series
        return tail if x < 0 else 1.0 - tail

    def price(price, count):
        total = price * count
        if total > 5000:
            total = total * 0.9
        return total * 1.19 + 4.9

    def polynomial(x):
        return (((0.125 * x - 1.5) * x + 3.25) * x - 7.0) * x + 0.5

    def black_scholes(spot, strike, years):
        spread = 0.3 * root(years)
        d1 = (logarithm(spot / strike) + (0.02 + 0.045) * years) / spread
        return spot * normal(d1) - strike * exp_(-0.02 * years) * normal(d1 - spread)

    def hash(key, buckets):
        h = np.int32(key * np.int32(31) + np.int32(17))
        q = np.int32(h // np.int32(65536))
        if h < 0 and q * np.int32(65536) != h:
            q = np.int32(q + 1)
        h = np.int32(h * np.int32(40503) + q)
        r = h % buckets
        if h < 0 and r != 0:
            r = r - buckets
        return np.int32(r)

    def tariff(use, night):
        if use <= 10.0:
            return 4.5
        if use < 100.0:
            return use * 0.45
        return use * 0.3 if night else use * 0.4

    return {"price": price, "polynomial": polynomial, "black_scholes": black_scholes, "hash": hash, "tariff": tariff}


SIGNATURES = {
    "price": "float64(float64, int32)",
    "polynomial": "float64(float64)",
    "black_scholes": "float64(float64, float64, float64)",
    "hash": "int32(int32, int32)",
    "tariff": "float64(float64, boolean)",
}
TEXTS = {
    "price": "where(a * b > 5000, a * b * 0.9, a * b) * 1.19 + 4.9",
    "polynomial": "(((0.125 * a - 1.5) * a + 3.25) * a - 7.0) * a + 0.5",
    "tariff": "where(a <= 10.0, 4.5, where(a < 100.0, a * 0.45, where(b, a * 0.3, a * 0.4)))",
}


QUERIES = {
    "price": "SELECT CASE WHEN a * b > 5000 THEN a * b * 0.9 ELSE a * b END * 1.19 + 4.9 FROM t",
    "polynomial": "SELECT (((0.125 * a - 1.5) * a + 3.25) * a - 7.0) * a + 0.5 FROM t",
    "hash": """SELECT (h * CAST(40503 AS INT) + h / CAST(65536 AS INT)) % b
        FROM (SELECT a * CAST(31 AS INT) + CAST(17 AS INT) AS h, b FROM t)""",
    "tariff": """SELECT CASE WHEN a <= 10.0 THEN 4.5 WHEN a < 100.0 THEN a * 0.45 WHEN b THEN a * 0.3
        ELSE a * 0.4 END FROM t""",
}
SIZES = [1000, 10000, 100000, 1000000, 10000000]


def columns(name, n):
    random = np.random.default_rng(19)
    if name == "price":
        return [random.uniform(1, 600, n), random.integers(1, 98, n, dtype=np.int32)]
    if name == "polynomial":
        return [random.uniform(-4, 4, n)]
    if name == "black_scholes":
        return [random.uniform(50, 150, n), random.uniform(50, 150, n), random.uniform(0.1, 2, n)]
    if name == "hash":
        return [random.integers(-(2**31), 2**31, n, dtype=np.int32), random.integers(1, 1001, n, dtype=np.int32)]
    return [random.uniform(0, 200, n), random.integers(0, 2, n).astype(bool)]


def measure(peer, name, n, work, clock=time.thread_time_ns):
    work()
    best = 1e300
    for _ in range(5 + 5000000 // n):
        start = clock()
        work()
        best = min(best, clock() - start)
    print(peer, name, n, f"{best / n:.4f}", flush=True)


def compilers():
    import numba
    import numexpr

    numexpr.set_num_threads(1)
    functions = define(numba.njit)
    numba.vectorize("float64(float64)")(lambda x: x + 1.0)
    for name, function in functions.items():
        start = time.thread_time_ns()
        vectorised = numba.vectorize(SIGNATURES[name])(function)
        print("numba", name, "compile", time.thread_time_ns() - start, flush=True)
        for n in SIZES:
            data = columns(name, n)
            out = np.empty(n, np.int32 if name == "hash" else np.float64)
            measure("numba", name, n, lambda: vectorised(*data, out=out))
            if name in TEXTS:
                a, b = (data + [None])[:2]
                local = {"a": a} if b is None else {"a": a, "b": b}
                measure("numexpr", name, n, lambda: numexpr.evaluate(TEXTS[name], local_dict=local, out=out))


def datafusion():
    """Queries over a table in memory, from plan to result. With fewer rows planning is most of it."""
    import pyarrow as pa
    from datafusion import SessionConfig, SessionContext

    for name, query in QUERIES.items():
        for n in SIZES[2:]:
            ctx = SessionContext(SessionConfig().with_target_partitions(1))
            table = pa.table(dict(zip("ab", columns(name, n))))
            ctx.register_record_batches("t", [table.to_batches(max_chunksize=8192)])
            frame = ctx.sql(query)
            # The engine's own thread computes them.
            measure("DataFusion", name, n, lambda: frame.collect(), time.process_time_ns)


{"compilers": compilers, "datafusion": datafusion}[sys.argv[1]]()
