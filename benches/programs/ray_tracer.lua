--!native
-- Spheres over a checkered floor, with shadows and reflections: one vector object for each operation
local floor = math.floor
local function Vector(x, y, z)
    return { x = x, y = y, z = z }
end
local function Sphere(center, radius, color, mirror)
    return { center = center, radius = radius, color = color, mirror = mirror }
end
local function Ray(origin, direction)
    return { origin = origin, direction = direction }
end
local function Hit(distance, point, normal, color, mirror)
    return { distance = distance, point = point, normal = normal, color = color, mirror = mirror }
end
local function add(a, b)
    return Vector(a.x + b.x, a.y + b.y, a.z + b.z)
end
local function subtract(a, b)
    return Vector(a.x - b.x, a.y - b.y, a.z - b.z)
end
local function scale(a, s)
    return Vector(a.x * s, a.y * s, a.z * s)
end
local function times(a, b)
    return Vector(a.x * b.x, a.y * b.y, a.z * b.z)
end
local function dot(a, b)
    return a.x * b.x + a.y * b.y + a.z * b.z
end
local function root(x)
    if x <= 0.0 then
        return 0.0
    end
    local r = x
    if x < 1.0 then
        r = 1.0
    end
    local last = r + 1.0
    while r < last do
        last = r
        r = (r + x / r) * 0.5
    end
    return last
end
local function unit(a)
    return scale(a, 1.0 / root(dot(a, a)))
end
local function reflect(direction, normal)
    return subtract(direction, scale(normal, 2.0 * dot(direction, normal)))
end
local function point_at(ray, distance)
    return add(ray.origin, scale(ray.direction, distance))
end
local function hit_sphere(sphere, ray)
    local offset = subtract(ray.origin, sphere.center)
    local b = dot(offset, ray.direction)
    local c = dot(offset, offset) - sphere.radius * sphere.radius
    local d = b * b - c
    if d <= 0.0 then
        return -1.0
    end
    local s = root(d)
    local near = -b - s
    if near > 0.0001 then
        return near
    end
    local far = s - b
    if far > 0.0001 then
        return far
    end
    return -1.0
end
-- Whether a coordinate of the floor is in an even square
local function even(x)
    local n = 0
    local v = x
    if v < 0.0 then
        v = -v
        n = 1
    end
    while v >= 8.0 do
        v = v - 8.0
    end
    while v >= 1.0 do
        v = v - 1.0
        n = n + 1
    end
    return n % 2 == 0
end
local function hit_floor(ray)
    if ray.direction.y >= -0.0001 then
        return -1.0
    end
    return -ray.origin.y / ray.direction.y
end
local function nearest(world, ray)
    local best = -1.0
    local found = nil
    for i = 0, #world - 1 do
        local distance = hit_sphere(world[i + 1], ray)
        if distance > 0.0 and (best < 0.0 or distance < best) then
            best = distance
            found = world[i + 1]
        end
    end
    local ground = hit_floor(ray)
    if ground > 0.0 and (best < 0.0 or ground < best) then
        local point = point_at(ray, ground)
        local color = Vector(0.9, 0.9, 0.8)
        if even(point.x) == even(point.z) then
            color = Vector(0.2, 0.3, 0.2)
        end
        return Hit(ground, point, Vector(0.0, 1.0, 0.0), color, 0.1)
    end
    if found == nil then
        return nil
    end
    local point = point_at(ray, best)
    local normal = scale(subtract(point, found.center), 1.0 / found.radius)
    return Hit(best, point, normal, found.color, found.mirror)
end
local function blocked(world, ray, distance)
    for i = 0, #world - 1 do
        local at = hit_sphere(world[i + 1], ray)
        if at > 0.0 and at < distance then
            return true
        end
    end
    return false
end
local function trace(world, light, ray, depth)
    local hit = nearest(world, ray)
    if hit == nil then
        local t = 0.5 * (ray.direction.y + 1.0)
        return add(scale(Vector(1.0, 1.0, 1.0), 1.0 - t), scale(Vector(0.4, 0.6, 1.0), t))
    end
    local to_light = subtract(light, hit.point)
    local distance = root(dot(to_light, to_light))
    local toward = scale(to_light, 1.0 / distance)
    local brightness = 0.15
    local slope = dot(hit.normal, toward)
    if slope > 0.0 and not blocked(world, Ray(hit.point, toward), distance) then
        brightness = brightness + slope * 0.85
    end
    local color = scale(hit.color, brightness)
    if depth > 0 and hit.mirror > 0.0 then
        local bounced = trace(world, light, Ray(hit.point, reflect(ray.direction, hit.normal)), depth - 1)
        color = add(scale(color, 1.0 - hit.mirror), scale(times(bounced, Vector(1.0, 0.98, 0.95)), hit.mirror))
    end
    return color
end
-- A channel as a level from 0 to 255
local function level(x)
    local low = 0
    local high = 255
    while low < high do
        local middle = floor((low + high + 1) / 2)
        if x * 255.0 >= middle then
            low = middle
        else
            high = middle - 1
        end
    end
    return low
end
local function main()
    local WIDTH = 160
    local HEIGHT = 120
    local FRAMES = 12
    local checksum = 0
    for frame = 0, FRAMES - 1 do
        local world = {}
        world[#world + 1] = Sphere(Vector(0.0, 1.0, 0.0), 1.0, Vector(0.9, 0.2, 0.2), 0.3)
        world[#world + 1] = Sphere(Vector(2.1, 0.7, -0.5 + frame * 0.1), 0.7, Vector(0.2, 0.9, 0.3), 0.2)
        world[#world + 1] = Sphere(Vector(-2.0, 0.8, 0.4 - frame * 0.1), 0.8, Vector(0.3, 0.3, 0.9), 0.5)
        world[#world + 1] = Sphere(Vector(0.6, 0.4, -1.8), 0.4, Vector(0.9, 0.8, 0.2), 0.0)
        world[#world + 1] = Sphere(Vector(-0.9, 0.3, -1.6), 0.3, Vector(0.8, 0.3, 0.8), 0.6)
        local light = Vector(4.0, 6.0, -5.0)
        local eye = Vector(0.0, 1.6 + frame * 0.05, -6.0)
        for y = 0, HEIGHT - 1 do
            for x = 0, WIDTH - 1 do
                local u = (x - WIDTH * 0.5) / HEIGHT
                local v = (HEIGHT * 0.5 - y) / HEIGHT
                local direction = unit(Vector(u, v - 0.1, 1.2))
                local color = trace(world, light, Ray(eye, direction), 3)
                local pixel = (level(color.x) * 7 + level(color.y)) * 7 + level(color.z)
                checksum = (checksum * 31 + pixel) % 1000003
            end
        end
    end
    print("ray_tracer " .. checksum)
end
main()
