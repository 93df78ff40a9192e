--!native
-- Functions that capture: counters, compositions, and folds over an array
local ROUNDS, SIZE = 500000, 40
local function counter(step)
    local n = 0
    return function()
        n = n + step
        return n
    end
end
local function compose(f, g)
    return function(x)
        return f(g(x))
    end
end
local function apply(numbers, f)
    local results = {}
    for i = 1, #numbers do
        results[i] = f(numbers[i])
    end
    return results
end
local function fold(numbers, start, f)
    local result = start
    for i = 1, #numbers do
        result = f(result, numbers[i])
    end
    return result
end
local function main()
    local numbers = {}
    for i = 0, SIZE - 1 do
        numbers[i + 1] = i * 37 % 101
    end
    local tick = counter(3)
    local total = 0
    for r = 0, ROUNDS - 1 do
        local limit = r % 50 + 20
        local function scale(x)
            return (x * 3 + limit) % 1009
        end
        local function shift(x)
            return x + r % 7
        end
        local function add(sum, x)
            if x < limit * 5 then
                return sum + x
            end
            tick()
            return sum
        end
        total = (total + fold(apply(numbers, compose(scale, shift)), 0, add)) % 1000003
    end
    print("closures " .. total .. " " .. tick())
end
main()
