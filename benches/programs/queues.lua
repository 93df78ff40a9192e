--!native
-- Customers that wander between the queues of stations: structs with int fields, linked lists
local TICKS, STATIONS, CUSTOMERS = 2000000, 8, 40
local function random(world, limit)
    world.seed = (world.seed * 3877 + 29573) % 139968
    return world.seed % limit
end
local function enqueue(station, customer)
    customer.next = false
    if not station.head then
        station.head = customer
    else
        station.tail.next = customer
    end
    station.tail = customer
    station.waiting = station.waiting + 1
end
local function dequeue(station)
    local customer = station.head
    if customer then
        station.head = customer.next
        station.waiting = station.waiting - 1
    end
    return customer
end
local function serve(world, station, count)
    if not station.busy then
        station.busy = dequeue(station)
        if not station.busy then
            return
        end
        station.busy.work = 1 + random(world, 5)
    end
    local customer = station.busy
    customer.work = customer.work - 1
    if customer.work <= 0 then
        station.busy = false
        station.served = station.served + 1
        customer.visits = customer.visits + 1
        enqueue(world.stations[random(world, count) + 1], customer)
    end
end
local function main()
    local world = { stations = {}, seed = 42 }
    local all = {}
    for i = 1, STATIONS do
        world.stations[i] = { head = false, tail = false, waiting = 0, busy = false, served = 0 }
    end
    for i = 0, CUSTOMERS - 1 do
        local customer = { work = 0, visits = 0, next = false }
        all[i + 1] = customer
        enqueue(world.stations[i % STATIONS + 1], customer)
    end
    for t = 1, TICKS do
        for i = 1, STATIONS do
            serve(world, world.stations[i], STATIONS)
        end
    end
    local served, waiting, visits = 0, 0, 0
    for i = 1, STATIONS do
        served = served + world.stations[i].served
        waiting = waiting + world.stations[i].waiting * i
    end
    for i = 1, CUSTOMERS do
        visits = (visits + all[i].visits * i) % 1000003
    end
    print("queues " .. served .. " " .. waiting .. " " .. visits)
end
main()
