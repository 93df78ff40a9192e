--!native
-- Calls into two modules, and reads of their variables
local folder = arg[0]:match("^(.*/)") or "./"
local generator = dofile(folder .. "library/generator.lua")
local vector = dofile(folder .. "library/vector.lua")
local N = 10000000
local function main()
    generator.seed(7)
    local sum = vector.vector(0, 0)
    local check = 0
    for i = 1, N do
        local v = vector.vector(generator.below(100), generator.below(100))
        sum = vector.plus(sum, v)
        check = (check + vector.dot(sum, v) + generator.MODULUS) % 1000003
    end
    print("modules " .. sum.x .. " " .. sum.y .. " " .. check .. " " .. vector.made)
end
main()
