--!native
-- Shortest ways through a grid with walls: a queue ordered by cost (a binary heap), and a breadth-first search
local floor = math.floor
local function Grid(width, height, costs)
    return { width = width, height = height, costs = costs }
end
local function Entry(cost, cell)
    return { cost = cost, cell = cell }
end
local function Queue(entries, count)
    return { entries = entries, count = count }
end
local function Random(seed)
    return { seed = seed }
end
local function next(random, limit)
    random.seed = (random.seed * 3877 + 29573) % 139968
    return random.seed % limit
end
local function make_grid(width, height, random)
    local costs = {}
    for i = 0, width * height - 1 do
        if next(random, 5) == 0 then
            costs[#costs + 1] = 0
        else
            costs[#costs + 1] = 1 + next(random, 9)
        end
    end
    costs[1] = 1
    costs[width * height] = 1
    return Grid(width, height, costs)
end
local function before(a, b)
    return a.cost < b.cost or (a.cost == b.cost and a.cell < b.cell)
end
local function insert(queue, entry)
    local entries = queue.entries
    local at = queue.count
    queue.count = at + 1
    if at == #entries then
        entries[#entries + 1] = entry
    end
    while at > 0 do
        local parent = floor((at - 1) / 2)
        if not before(entry, entries[parent + 1]) then
            break
        end
        entries[at + 1] = entries[parent + 1]
        at = parent
    end
    entries[at + 1] = entry
end
local function least(queue)
    local entries = queue.entries
    local result = entries[1]
    queue.count = queue.count - 1
    local last = entries[queue.count + 1]
    local at = 0
    while true do
        local child = 2 * at + 1
        if child >= queue.count then
            break
        end
        if child + 1 < queue.count and before(entries[child + 2], entries[child + 1]) then
            child = child + 1
        end
        if not before(entries[child + 1], last) then
            break
        end
        entries[at + 1] = entries[child + 1]
        at = child
    end
    entries[at + 1] = last
    return result
end
local function relax(grid, queue, distances, start, x, y)
    if x < 0 or y < 0 or x >= grid.width or y >= grid.height then
        return
    end
    local cell = y * grid.width + x
    local cost = grid.costs[cell + 1]
    if cost == 0 then
        return
    end
    local total = distances[start + 1] + cost
    if distances[cell + 1] < 0 or total < distances[cell + 1] then
        distances[cell + 1] = total
        insert(queue, Entry(total, cell))
    end
end
local function cheapest(grid)
    local distances = {}
    for i = 0, grid.width * grid.height - 1 do
        distances[#distances + 1] = -1
    end
    local queue = Queue({}, 0)
    distances[1] = 0
    insert(queue, Entry(0, 0))
    while queue.count > 0 do
        local entry = least(queue)
        if entry.cost == distances[entry.cell + 1] then
            local x = entry.cell % grid.width
            local y = floor(entry.cell / grid.width)
            relax(grid, queue, distances, entry.cell, x - 1, y)
            relax(grid, queue, distances, entry.cell, x + 1, y)
            relax(grid, queue, distances, entry.cell, x, y - 1)
            relax(grid, queue, distances, entry.cell, x, y + 1)
        end
    end
    return distances
end
local function visit(grid, steps, waiting, start, x, y)
    if x < 0 or y < 0 or x >= grid.width or y >= grid.height then
        return
    end
    local cell = y * grid.width + x
    if grid.costs[cell + 1] ~= 0 and steps[cell + 1] < 0 then
        steps[cell + 1] = steps[start + 1] + 1
        waiting[#waiting + 1] = cell
    end
end
local function fewest(grid)
    local steps = {}
    for i = 0, grid.width * grid.height - 1 do
        steps[#steps + 1] = -1
    end
    steps[1] = 0
    local waiting = { 0 }
    local at = 0
    while at < #waiting do
        local cell = waiting[at + 1]
        local x = cell % grid.width
        local y = floor(cell / grid.width)
        visit(grid, steps, waiting, cell, x - 1, y)
        visit(grid, steps, waiting, cell, x + 1, y)
        visit(grid, steps, waiting, cell, x, y - 1)
        visit(grid, steps, waiting, cell, x, y + 1)
        at = at + 1
    end
    return steps
end
local function digest(values)
    local sum = 0
    for i = 0, #values - 1 do
        sum = (sum * 31 + values[i + 1] + 1) % 1000003
    end
    return sum
end
local function main()
    local GRIDS = 50
    local random = Random(42)
    local costs = 0
    local steps = 0
    for i = 0, GRIDS - 1 do
        local grid = make_grid(150 + i, 120, random)
        costs = (costs * 31 + digest(cheapest(grid))) % 1000003
        steps = (steps * 31 + digest(fewest(grid))) % 1000003
    end
    print("routes " .. costs .. " " .. steps)
end
main()
