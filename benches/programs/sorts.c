/* Three sorts of records that are handed a function to compare with: merge sort, quicksort, heap sort */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ROUNDS 4
#define SIZE 16000
typedef struct { int key; double weight; int id; } Record;
typedef struct { int seed; } Random;
/* A function with what it captures, as a closure */
typedef struct Compare Compare;
struct Compare {
    int (*call)(const Compare *self, const Record *a, const Record *b);
    const Compare *first, *second;
};
static int compare_with(const Compare *compare, const Record *a, const Record *b) {
    return compare->call(compare, a, b);
}
static int next(Random *random, int limit) {
    random->seed = (random->seed * 3877 + 29573) % 139968;
    return random->seed % limit;
}
static Record **make_records(int count, Random *random) {
    Record **records = malloc(count * sizeof(Record *));
    int i;
    for (i = 0; i < count; i = i + 1) {
        records[i] = malloc(sizeof(Record));
        records[i]->key = next(random, 5000);
        records[i]->weight = next(random, 1000) * 0.25;
        records[i]->id = i;
    }
    return records;
}
static Record **copy(Record **records, int count) {
    Record **result = malloc(count * sizeof(Record *));
    memcpy(result, records, count * sizeof(Record *));
    return result;
}
static int by_key(const Compare *self, const Record *a, const Record *b) {
    (void)self;
    if (a->key != b->key) return a->key - b->key;
    return a->id - b->id;
}
static int by_weight(const Compare *self, const Record *a, const Record *b) {
    (void)self;
    if (a->weight < b->weight) return -1;
    if (a->weight > b->weight) return 1;
    return a->id - b->id;
}
static int backwards(const Compare *self, const Record *a, const Record *b) {
    return compare_with(self->first, b, a);
}
static int both(const Compare *self, const Record *a, const Record *b) {
    int order = compare_with(self->first, a, b);
    if (order != 0) return order;
    return compare_with(self->second, a, b);
}
static int by_digits(const Compare *self, const Record *a, const Record *b) {
    (void)self;
    return a->key % 10 - b->key % 10;
}
static void merge(Record **source, Record **target, int low, int middle, int high, const Compare *compare) {
    int left = low, right = middle, at;
    for (at = low; at < high; at = at + 1) {
        if (left < middle && (right >= high || compare_with(compare, source[left], source[right]) <= 0)) {
            target[at] = source[left];
            left = left + 1;
        } else {
            target[at] = source[right];
            right = right + 1;
        }
    }
}
static Record **merge_sort(Record **records, int count, const Compare *compare) {
    Record **source = records, **target = copy(records, count), **other;
    int width, low;
    for (width = 1; width < count; width = width * 2) {
        for (low = 0; low < count; low = low + 2 * width) {
            int middle = low + width, high = low + 2 * width;
            if (middle > count) middle = count;
            if (high > count) high = count;
            merge(source, target, low, middle, high, compare);
        }
        other = source;
        source = target;
        target = other;
    }
    free(target);
    return source;
}
static void exchange(Record **records, int i, int j) {
    Record *record = records[i];
    records[i] = records[j];
    records[j] = record;
}
static void quick_sort(Record **records, int low, int high, const Compare *compare) {
    while (low < high) {
        Record *pivot = records[(low + high) / 2];
        int i = low, j = high;
        while (i <= j) {
            while (compare_with(compare, records[i], pivot) < 0) i = i + 1;
            while (compare_with(compare, records[j], pivot) > 0) j = j - 1;
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
static void sink(Record **records, int start, int count, const Compare *compare) {
    int at = start;
    while (2 * at + 1 < count) {
        int child = 2 * at + 1;
        if (child + 1 < count && compare_with(compare, records[child], records[child + 1]) < 0) child = child + 1;
        if (compare_with(compare, records[at], records[child]) >= 0) return;
        exchange(records, at, child);
        at = child;
    }
}
static void heap_sort(Record **records, int count, const Compare *compare) {
    int start, last;
    for (start = count / 2 - 1; start >= 0; start = start - 1) sink(records, start, count, compare);
    for (last = count - 1; last > 0; last = last - 1) {
        exchange(records, 0, last);
        sink(records, 0, last, compare);
    }
}
static int digest(Record **records, int count) {
    int sum = 0, i;
    for (i = 0; i < count; i = i + 1) sum = (sum * 31 + records[i]->id) % 1000003;
    return sum;
}
int main(void) {
    Random random = {42};
    Compare key = {by_key, NULL, NULL}, weight = {by_weight, NULL, NULL}, digits = {by_digits, NULL, NULL};
    Compare key_reversed = {backwards, &key, NULL}, weight_reversed = {backwards, &weight, NULL};
    Compare digits_first = {both, &digits, &weight_reversed};
    const Compare *orders[4];
    int checksum = 0, round, i;
    orders[0] = &key;
    orders[1] = &weight;
    orders[2] = &key_reversed;
    orders[3] = &digits_first;
    for (round = 0; round < ROUNDS; round = round + 1) {
        int count = SIZE + round;
        Record **records = make_records(count, &random);
        for (i = 0; i < 4; i = i + 1) {
            Record **merged = merge_sort(copy(records, count), count, orders[i]);
            Record **quick = copy(records, count), **heap = copy(records, count);
            checksum = (checksum * 31 + digest(merged, count)) % 1000003;
            quick_sort(quick, 0, count - 1, orders[i]);
            checksum = (checksum * 31 + digest(quick, count)) % 1000003;
            heap_sort(heap, count, orders[i]);
            checksum = (checksum * 31 + digest(heap, count)) % 1000003;
            free(merged);
            free(quick);
            free(heap);
        }
        for (i = 0; i < count; i = i + 1) free(records[i]);
        free(records);
    }
    printf("sorts %d\n", checksum);
    return 0;
}
