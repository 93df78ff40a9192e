-- A server's memory, as server.unna has it
local function session(id)
    local items = {}
    for i = 0, 7 do items[#items + 1] = {id, i, id * i} end
    return {id = id, name = "session " .. id, items = items, seen = nil}
end
local function serve(sessions, first, requests)
    local seed = (first + 12345) % 139968
    local check = 0
    local count = #sessions
    for r = 0, requests - 1 do
        seed = (seed * 3877 + 29573) % 139968
        local place = (seed * 13 + r) % count + 1
        local old = sessions[place]
        local fresh = session(first + r)
        fresh.seen = old.items[r % 8 + 1]
        sessions[place] = fresh
        check = (check + old.id + #old.name + fresh.seen[2]) % 1000003
    end
    return check
end
local SESSIONS, REQUESTS = 180000, 200000
local sessions = {}
for i = 0, SESSIONS - 1 do sessions[#sessions + 1] = session(i) end
local check = 0
for tenth = 0, 9 do
    check = (check + serve(sessions, tenth * REQUESTS, REQUESTS)) % 1000003
end
print(check)
