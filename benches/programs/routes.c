/* Shortest ways through a grid with walls: a queue ordered by cost (a binary heap), and a breadth-first search */
#include <stdio.h>
#include <stdlib.h>
#define GRIDS 50
typedef struct { int width, height; int *costs; } Grid;
typedef struct { int cost, cell; } Entry;
typedef struct { Entry *entries; int count; } Queue;
typedef struct { int seed; } Random;
static int next(Random *random, int limit) {
    random->seed = (random->seed * 3877 + 29573) % 139968;
    return random->seed % limit;
}
static Grid make_grid(int width, int height, Random *random) {
    Grid grid = {width, height, NULL};
    int i;
    grid.costs = malloc(width * height * sizeof(int));
    for (i = 0; i < width * height; i = i + 1) grid.costs[i] = next(random, 5) == 0 ? 0 : 1 + next(random, 9);
    grid.costs[0] = 1;
    grid.costs[width * height - 1] = 1;
    return grid;
}
static int before(Entry a, Entry b) { return a.cost < b.cost || (a.cost == b.cost && a.cell < b.cell); }
static void insert(Queue *queue, Entry entry) {
    Entry *entries = queue->entries;
    int at = queue->count;
    queue->count = at + 1;
    while (at > 0) {
        int parent = (at - 1) / 2;
        if (!before(entry, entries[parent])) break;
        entries[at] = entries[parent];
        at = parent;
    }
    entries[at] = entry;
}
static Entry least(Queue *queue) {
    Entry *entries = queue->entries;
    Entry result = entries[0], last;
    int at = 0;
    queue->count = queue->count - 1;
    last = entries[queue->count];
    while (1) {
        int child = 2 * at + 1;
        if (child >= queue->count) break;
        if (child + 1 < queue->count && before(entries[child + 1], entries[child])) child = child + 1;
        if (!before(entries[child], last)) break;
        entries[at] = entries[child];
        at = child;
    }
    entries[at] = last;
    return result;
}
static void relax(const Grid *grid, Queue *queue, int *distances, int start, int x, int y) {
    int cell, cost, total;
    if (x < 0 || y < 0 || x >= grid->width || y >= grid->height) return;
    cell = y * grid->width + x;
    cost = grid->costs[cell];
    if (cost == 0) return;
    total = distances[start] + cost;
    if (distances[cell] < 0 || total < distances[cell]) {
        Entry entry = {total, cell};
        distances[cell] = total;
        insert(queue, entry);
    }
}
static int *unreached(const Grid *grid) {
    int *values = malloc(grid->width * grid->height * sizeof(int)), i;
    for (i = 0; i < grid->width * grid->height; i = i + 1) values[i] = -1;
    values[0] = 0;
    return values;
}
static int *cheapest(const Grid *grid) {
    int *distances = unreached(grid);
    Queue queue = {NULL, 0};
    Entry first = {0, 0};
    queue.entries = malloc(4 * grid->width * grid->height * sizeof(Entry));
    insert(&queue, first);
    while (queue.count > 0) {
        Entry entry = least(&queue);
        if (entry.cost == distances[entry.cell]) {
            int x = entry.cell % grid->width, y = entry.cell / grid->width;
            relax(grid, &queue, distances, entry.cell, x - 1, y);
            relax(grid, &queue, distances, entry.cell, x + 1, y);
            relax(grid, &queue, distances, entry.cell, x, y - 1);
            relax(grid, &queue, distances, entry.cell, x, y + 1);
        }
    }
    free(queue.entries);
    return distances;
}
typedef struct { int *cells; int length; } Waiting;
static void visit(const Grid *grid, int *steps, Waiting *waiting, int start, int x, int y) {
    int cell;
    if (x < 0 || y < 0 || x >= grid->width || y >= grid->height) return;
    cell = y * grid->width + x;
    if (grid->costs[cell] != 0 && steps[cell] < 0) {
        steps[cell] = steps[start] + 1;
        waiting->cells[waiting->length] = cell;
        waiting->length = waiting->length + 1;
    }
}
static int *fewest(const Grid *grid) {
    int *steps = unreached(grid), at;
    Waiting waiting = {NULL, 1};
    waiting.cells = calloc(grid->width * grid->height, sizeof(int));
    for (at = 0; at < waiting.length; at = at + 1) {
        int cell = waiting.cells[at];
        int x = cell % grid->width, y = cell / grid->width;
        visit(grid, steps, &waiting, cell, x - 1, y);
        visit(grid, steps, &waiting, cell, x + 1, y);
        visit(grid, steps, &waiting, cell, x, y - 1);
        visit(grid, steps, &waiting, cell, x, y + 1);
    }
    free(waiting.cells);
    return steps;
}
static int digest(const int *values, int length) {
    int sum = 0, i;
    for (i = 0; i < length; i = i + 1) sum = (sum * 31 + values[i] + 1) % 1000003;
    return sum;
}
int main(void) {
    Random random = {42};
    int costs = 0, steps = 0, i;
    for (i = 0; i < GRIDS; i = i + 1) {
        Grid grid = make_grid(150 + i, 120, &random);
        int *distances = cheapest(&grid), *few = fewest(&grid);
        costs = (costs * 31 + digest(distances, grid.width * grid.height)) % 1000003;
        steps = (steps * 31 + digest(few, grid.width * grid.height)) % 1000003;
        free(distances);
        free(few);
        free(grid.costs);
    }
    printf("routes %d %d\n", costs, steps);
    return 0;
}
