// The formulas of `formulas.unna` in C, timed as `benches/src/bin/columns.rs` does it. The lines say
// formula, rows, nanoseconds of CPU time for each row, and a sum that keeps the work from being dropped.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double exponential(double x) {
    double y = x / 1024;
    double sum = 1.0 + y * (1.0 + y * (0.5 + y * (1.0 / 6 + y / 24)));
    for (int turn = 0; turn < 10; turn++) sum = sum * sum;
    return sum;
}

static double root(double x) {
    double y = 0.5 * (1.0 + x);
    for (int turn = 0; turn < 6; turn++) y = 0.5 * (y + x / y);
    return y;
}

static double logarithm(double x) {
    double t = (x - 1.0) / (x + 1.0);
    double s = t * t;
    return 2.0 * t * (1.0 + s * (1.0 / 3 + s * (1.0 / 5 + s * (1.0 / 7 + s / 9))));
}

static double normal(double x) {
    double z = x < 0 ? -x : x;
    double k = 1.0 / (1.0 + 0.2316419 * z);
    double series = k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
    double tail = 0.3989422804 * exponential(-0.5 * z * z) * series;
    return x < 0 ? tail : 1.0 - tail;
}

__attribute__((noinline)) static void price(long n, const double *restrict price, const int32_t *restrict count,
                                            double *restrict out) {
    for (long i = 0; i < n; i++) {
        double sum = price[i] * count[i];
        if (sum > 5000) sum = sum * 0.9;
        out[i] = sum * 1.19 + 4.9;
    }
}

__attribute__((noinline)) static void polynomial(long n, const double *restrict x, double *restrict out) {
    for (long i = 0; i < n; i++) out[i] = (((0.125 * x[i] - 1.5) * x[i] + 3.25) * x[i] - 7.0) * x[i] + 0.5;
}

__attribute__((noinline)) static void black_scholes(long n, const double *restrict spot, const double *restrict strike,
                                                    const double *restrict years, double *restrict out) {
    for (long i = 0; i < n; i++) {
        double spread = 0.3 * root(years[i]);
        double d1 = (logarithm(spot[i] / strike[i]) + (0.02 + 0.045) * years[i]) / spread;
        out[i] = spot[i] * normal(d1) - strike[i] * exponential(-0.02 * years[i]) * normal(d1 - spread);
    }
}

__attribute__((noinline)) static void hash(long n, const int32_t *restrict key, const int32_t *restrict buckets,
                                           int32_t *restrict out) {
    for (long i = 0; i < n; i++) {
        int32_t h = (int32_t)((uint32_t)key[i] * 31u + 17u);
        h = (int32_t)((uint32_t)h * 40503u + (uint32_t)(h / 65536));
        out[i] = h % buckets[i];
    }
}

__attribute__((noinline)) static void tariff(long n, const double *restrict use, const unsigned char *restrict night,
                                             double *restrict out) {
    for (long i = 0; i < n; i++) {
        double u = use[i];
        out[i] = u <= 10.0 ? 4.5 : u < 100.0 ? u * 0.45 : night[i] ? u * 0.3 : u * 0.4;
    }
}

static uint32_t state;

static uint32_t next(void) { return state = state * 1664525u + 1013904223u; }

static double between(double low, double high) { return low + (high - low) * ((next() >> 8) / 16777216.0); }

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

static double a[10000000], b[10000000], c[10000000], out[10000000];
static int32_t ia[10000000], ib[10000000], iout[10000000];
static unsigned char night[10000000];

static void fill(int formula, long n) {
    state = 19;
    for (long i = 0; i < n; i++) {
        switch (formula) {
        case 0: a[i] = between(1, 600), ia[i] = 1 + next() % 97; break;
        case 1: a[i] = between(-4, 4); break;
        case 2: a[i] = between(50, 150), b[i] = between(50, 150), c[i] = between(0.1, 2); break;
        case 3: ia[i] = (int32_t)next(), ib[i] = 1 + next() % 1000; break;
        default: a[i] = between(0, 200), night[i] = next() >> 31;
        }
    }
}

static void run(int formula, long n) {
    switch (formula) {
    case 0: price(n, a, ia, out); break;
    case 1: polynomial(n, a, out); break;
    case 2: black_scholes(n, a, b, c, out); break;
    case 3: hash(n, ia, ib, iout); break;
    default: tariff(n, a, night, out);
    }
}

int main(void) {
    const char *names[] = {"price", "polynomial", "black_scholes", "hash", "tariff"};
    for (int formula = 0; formula < 5; formula++) {
        for (long n = 1000; n <= 10000000; n *= 10) {
            fill(formula, n);
            run(formula, n);
            double best = 1e300;
            for (long turn = 0; turn < 5 + 20000000 / n / 4; turn++) {
                double start = now();
                run(formula, n);
                double time = now() - start;
                if (time < best) best = time;
            }
            double sum = 0;
            for (long i = 0; i < n; i++) sum += formula == 3 ? iout[i] : out[i];
            printf("%s %ld %.4f %.17g\n", names[formula], n, best / n, sum);
        }
    }
}
