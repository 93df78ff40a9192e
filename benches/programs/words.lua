--!native
-- Text processing: join, upper case, search, replace, split, and counting words in a map
local ROUNDS, WORDS = 150000, 20
local vocabulary = { "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu" }
local function main()
    local counts = {}
    local seed, bytes, hits = 42, 0, 0
    for r = 0, ROUNDS - 1 do
        local line = {}
        for i = 1, WORDS do
            seed = (seed * 3877 + 29573) % 139968
            line[i] = vocabulary[seed % 13 + 1]
        end
        local text = table.concat(line, " ")
        if string.find(string.upper(text), "ETA MU", 1, true) then
            hits = hits + 1
        end
        local swapped = string.gsub(text, "eta", "<e>")
        bytes = bytes + #swapped
        for word in string.gmatch(swapped, "[^ ]+") do
            counts[word] = (counts[word] or 0) + 1
        end
    end
    local sum, kinds = 0, 0
    for word, count in pairs(counts) do
        sum = sum + count * #word
        kinds = kinds + 1
    end
    print("words " .. bytes .. " " .. hits .. " " .. sum .. " " .. kinds)
end
main()
