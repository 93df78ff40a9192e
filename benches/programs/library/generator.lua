-- Pseudo-random ints: the state is the module's own
local M = { MODULUS = 139968 }
local state = 42
function M.seed(value)
    state = value % M.MODULUS
end
function M.below(limit)
    state = (state * 3877 + 29573) % M.MODULUS
    return state % limit
end
return M
