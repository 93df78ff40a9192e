--!native
-- JSON round trips: values to text and back, with escapes, floats and nested containers
local ROUNDS, N = 700, 100
local NULL = {}

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }
local unescapes = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

local write
local function write_string(out, s)
    out[#out + 1] = '"' .. string.gsub(s, '["\\\n\r\t]', escapes) .. '"'
end
local function write_array(out, value)
    out[#out + 1] = "["
    for i = 1, #value do
        if i > 1 then out[#out + 1] = "," end
        write(out, value[i])
    end
    out[#out + 1] = "]"
end
local function write_object(out, value)
    out[#out + 1] = "{"
    local first = true
    for key, item in pairs(value) do
        if not first then out[#out + 1] = "," end
        first = false
        write_string(out, key)
        out[#out + 1] = ":"
        write(out, item)
    end
    out[#out + 1] = "}"
end
function write(out, value)
    local kind = type(value)
    if kind == "string" then
        write_string(out, value)
    elseif kind == "number" then
        out[#out + 1] = string.format("%.14g", value)
    elseif kind == "boolean" then
        out[#out + 1] = value and "true" or "false"
    elseif value == NULL then
        out[#out + 1] = "null"
    elseif value[1] ~= nil then
        write_array(out, value)
    else
        write_object(out, value)
    end
end
local function stringify(value)
    local out = {}
    write(out, value)
    return table.concat(out)
end

local read
local function skip(text, at)
    return string.find(text, "[^ \t\r\n]", at)
end
local function read_string(text, at)
    local close = string.find(text, '["\\]', at + 1)
    if string.byte(text, close) == 34 then
        return string.sub(text, at + 1, close - 1), close + 1
    end
    local parts, from = {}, at + 1
    while string.byte(text, close) == 92 do
        parts[#parts + 1] = string.sub(text, from, close - 1)
        local c = string.sub(text, close + 1, close + 1)
        parts[#parts + 1] = unescapes[c] or c
        from = close + 2
        close = string.find(text, '["\\]', from)
    end
    parts[#parts + 1] = string.sub(text, from, close - 1)
    return table.concat(parts), close + 1
end
local function read_array(text, at)
    local result, n, value = {}, 0
    at = skip(text, at + 1)
    if string.byte(text, at) == 93 then return result, at + 1 end
    while true do
        value, at = read(text, at)
        n = n + 1
        result[n] = value
        at = skip(text, at)
        if string.byte(text, at) == 93 then return result, at + 1 end
        at = at + 1
    end
end
local function read_object(text, at)
    local result, key, value = {}
    at = skip(text, at + 1)
    if string.byte(text, at) == 125 then return result, at + 1 end
    while true do
        key, at = read_string(text, skip(text, at))
        at = skip(text, at)
        value, at = read(text, at + 1)
        result[key] = value
        at = skip(text, at)
        if string.byte(text, at) == 125 then return result, at + 1 end
        at = at + 1
    end
end
function read(text, at)
    at = skip(text, at)
    local c = string.byte(text, at)
    if c == 34 then return read_string(text, at) end
    if c == 91 then return read_array(text, at) end
    if c == 123 then return read_object(text, at) end
    if c == 116 then return true, at + 4 end
    if c == 102 then return false, at + 5 end
    if c == 110 then return NULL, at + 4 end
    local _, last = string.find(text, "^[-+.eE0-9]+", at)
    return tonumber(string.sub(text, at, last)), last + 1
end
local function parse(text)
    return (read(text, 1))
end

local function record(id)
    return {
        id = id,
        name = 'item "' .. id .. '"',
        live = id % 3 == 0,
        tags = { "red", "a\tb", id % 7 },
        position = { x = id * 0.5 + 0.25, y = -3.75 },
        parent = NULL,
    }
end
local function check(records)
    local sum = 0
    for i = 1, #records do
        local r = records[i]
        sum = sum + r.id + #r.name + r.tags[3]
        if r.live then
            sum = sum + 1
        end
        if r.position.x > 20.0 then
            sum = sum + 1
        end
    end
    return sum
end
local function main()
    local records = {}
    for i = 0, N - 1 do
        records[i + 1] = record(i)
    end
    local bytes, sum = 0, 0
    for r = 0, ROUNDS - 1 do
        local text = stringify(records)
        bytes = bytes + #text
        records = parse(text)
        records[r % N + 1].id = r
        sum = (sum + check(records)) % 1000003
    end
    print("json_trip " .. bytes .. " " .. sum)
end
main()
