/* Customers that wander between the queues of stations: structs with int fields, linked lists */
#include <stdio.h>
#include <stdlib.h>
#define TICKS 2000000
#define STATIONS 8
#define CUSTOMERS 40
typedef struct Customer { int work, visits; struct Customer *next; } Customer;
typedef struct { Customer *head, *tail; int waiting; Customer *busy; int served; } Station;
typedef struct { Station *stations[STATIONS]; int seed; } World;
static int random_below(World *world, int limit) {
    world->seed = (world->seed * 3877 + 29573) % 139968;
    return world->seed % limit;
}
static void enqueue(Station *station, Customer *customer) {
    customer->next = NULL;
    if (station->head == NULL) {
        station->head = customer;
    } else {
        station->tail->next = customer;
    }
    station->tail = customer;
    station->waiting = station->waiting + 1;
}
static Customer *dequeue(Station *station) {
    Customer *customer = station->head;
    if (customer != NULL) {
        station->head = customer->next;
        station->waiting = station->waiting - 1;
    }
    return customer;
}
static void serve(World *world, Station *station, int count) {
    Customer *customer;
    if (station->busy == NULL) {
        station->busy = dequeue(station);
        if (station->busy == NULL) return;
        station->busy->work = 1 + random_below(world, 5);
    }
    customer = station->busy;
    customer->work = customer->work - 1;
    if (customer->work <= 0) {
        station->busy = NULL;
        station->served = station->served + 1;
        customer->visits = customer->visits + 1;
        enqueue(world->stations[random_below(world, count)], customer);
    }
}
int main(void) {
    World world;
    Customer *all[CUSTOMERS];
    int served = 0, waiting = 0, visits = 0, i, t;
    world.seed = 42;
    for (i = 0; i < STATIONS; i = i + 1) world.stations[i] = calloc(1, sizeof(Station));
    for (i = 0; i < CUSTOMERS; i = i + 1) {
        all[i] = calloc(1, sizeof(Customer));
        enqueue(world.stations[i % STATIONS], all[i]);
    }
    for (t = 0; t < TICKS; t = t + 1)
        for (i = 0; i < STATIONS; i = i + 1) serve(&world, world.stations[i], STATIONS);
    for (i = 0; i < STATIONS; i = i + 1) {
        served = served + world.stations[i]->served;
        waiting = waiting + world.stations[i]->waiting * (i + 1);
    }
    for (i = 0; i < CUSTOMERS; i = i + 1) visits = (visits + all[i]->visits * (i + 1)) % 1000003;
    printf("queues %d %d %d\n", served, waiting, visits);
    return 0;
}
