-- Vectors of two ints
local M = { made = 0 }
function M.vector(x, y)
    M.made = M.made + 1
    return { x = x, y = y }
end
function M.plus(a, b)
    return M.vector((a.x + b.x) % 8191, (a.y + b.y) % 8191)
end
function M.dot(a, b)
    return a.x * b.x + a.y * b.y
end
return M
