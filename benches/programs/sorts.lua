--!native
-- Three sorts of records that are handed a function to compare with: merge sort, quicksort, heap sort
local floor = math.floor
local function Record(key, weight, id)
    return { key = key, weight = weight, id = id }
end
local function Random(seed)
    return { seed = seed }
end
local function next(random, limit)
    random.seed = (random.seed * 3877 + 29573) % 139968
    return random.seed % limit
end
local function make_records(count, random)
    local records = {}
    for i = 0, count - 1 do
        records[#records + 1] = Record(next(random, 5000), next(random, 1000) * 0.25, i)
    end
    return records
end
local function copy(records)
    local result = {}
    for i = 0, #records - 1 do
        result[#result + 1] = records[i + 1]
    end
    return result
end
local function by_key(a, b)
    if a.key ~= b.key then
        return a.key - b.key
    end
    return a.id - b.id
end
local function by_weight(a, b)
    if a.weight < b.weight then
        return -1
    end
    if a.weight > b.weight then
        return 1
    end
    return a.id - b.id
end
local function reversed(compare)
    local function backwards(a, b)
        return compare(b, a)
    end
    return backwards
end
local function then_by(first, second)
    local function both(a, b)
        local order = first(a, b)
        if order ~= 0 then
            return order
        end
        return second(a, b)
    end
    return both
end
local function by_digits(a, b)
    return a.key % 10 - b.key % 10
end
local function merge(source, target, low, middle, high, compare)
    local left = low
    local right = middle
    for at = low, high - 1 do
        if left < middle and (right >= high or compare(source[left + 1], source[right + 1]) <= 0) then
            target[at + 1] = source[left + 1]
            left = left + 1
        else
            target[at + 1] = source[right + 1]
            right = right + 1
        end
    end
end
local function merge_sort(records, compare)
    local count = #records
    local source = records
    local target = copy(records)
    local width = 1
    while width < count do
        local low = 0
        while low < count do
            local middle = low + width
            if middle > count then
                middle = count
            end
            local high = low + 2 * width
            if high > count then
                high = count
            end
            merge(source, target, low, middle, high, compare)
            low = low + 2 * width
        end
        local other = source
        source = target
        target = other
        width = width * 2
    end
    return source
end
local function exchange(records, i, j)
    local record = records[i + 1]
    records[i + 1] = records[j + 1]
    records[j + 1] = record
end
local function quick_sort(records, low, high, compare)
    while low < high do
        local pivot = records[floor((low + high) / 2) + 1]
        local i = low
        local j = high
        while i <= j do
            while compare(records[i + 1], pivot) < 0 do
                i = i + 1
            end
            while compare(records[j + 1], pivot) > 0 do
                j = j - 1
            end
            if i <= j then
                exchange(records, i, j)
                i = i + 1
                j = j - 1
            end
        end
        if j - low < high - i then
            quick_sort(records, low, j, compare)
            low = i
        else
            quick_sort(records, i, high, compare)
            high = j
        end
    end
end
local function sink(records, start, count, compare)
    local at = start
    while 2 * at + 1 < count do
        local child = 2 * at + 1
        if child + 1 < count and compare(records[child + 1], records[child + 2]) < 0 then
            child = child + 1
        end
        if compare(records[at + 1], records[child + 1]) >= 0 then
            return
        end
        exchange(records, at, child)
        at = child
    end
end
local function heap_sort(records, compare)
    local count = #records
    for start = floor(count / 2) - 1, 0, -1 do
        sink(records, start, count, compare)
    end
    for last = count - 1, 1, -1 do
        exchange(records, 0, last)
        sink(records, 0, last, compare)
    end
end
local function digest(records)
    local sum = 0
    for i = 0, #records - 1 do
        sum = (sum * 31 + records[i + 1].id) % 1000003
    end
    return sum
end
local function main()
    local ROUNDS = 4
    local SIZE = 16000
    local random = Random(42)
    local checksum = 0
    for round = 0, ROUNDS - 1 do
        local records = make_records(SIZE + round, random)
        local orders = { by_key, by_weight, reversed(by_key), then_by(by_digits, reversed(by_weight)) }
        for i = 0, #orders - 1 do
            local order = orders[i + 1]
            checksum = (checksum * 31 + digest(merge_sort(copy(records), order))) % 1000003
            local quick = copy(records)
            quick_sort(quick, 0, #quick - 1, order)
            checksum = (checksum * 31 + digest(quick)) % 1000003
            local heap = copy(records)
            heap_sort(heap, order)
            checksum = (checksum * 31 + digest(heap)) % 1000003
        end
    end
    print("sorts " .. checksum)
end
main()
