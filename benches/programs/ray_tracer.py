# Spheres over a checkered floor, with shadows and reflections: one vector object for each operation
class Vector:
    __slots__ = ('x', 'y', 'z')
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z
class Sphere:
    __slots__ = ('center', 'radius', 'color', 'mirror')
    def __init__(self, center, radius, color, mirror):
        self.center = center
        self.radius = radius
        self.color = color
        self.mirror = mirror
class Ray:
    __slots__ = ('origin', 'direction')
    def __init__(self, origin, direction):
        self.origin = origin
        self.direction = direction
class Hit:
    __slots__ = ('distance', 'point', 'normal', 'color', 'mirror')
    def __init__(self, distance, point, normal, color, mirror):
        self.distance = distance
        self.point = point
        self.normal = normal
        self.color = color
        self.mirror = mirror
def add(a, b):
    return Vector(a.x + b.x, a.y + b.y, a.z + b.z)
def subtract(a, b):
    return Vector(a.x - b.x, a.y - b.y, a.z - b.z)
def scale(a, s):
    return Vector(a.x * s, a.y * s, a.z * s)
def times(a, b):
    return Vector(a.x * b.x, a.y * b.y, a.z * b.z)
def dot(a, b):
    return a.x * b.x + a.y * b.y + a.z * b.z
def root(x):
    if x <= 0.0:
        return 0.0
    r = x
    if x < 1.0:
        r = 1.0
    last = r + 1.0
    while r < last:
        last = r
        r = (r + x / r) * 0.5
    return last
def unit(a):
    return scale(a, 1.0 / root(dot(a, a)))
def reflect(direction, normal):
    return subtract(direction, scale(normal, 2.0 * dot(direction, normal)))
def point_at(ray, distance):
    return add(ray.origin, scale(ray.direction, distance))
def hit_sphere(sphere, ray):
    offset = subtract(ray.origin, sphere.center)
    b = dot(offset, ray.direction)
    c = dot(offset, offset) - sphere.radius * sphere.radius
    d = b * b - c
    if d <= 0.0:
        return -1.0
    s = root(d)
    near = -b - s
    if near > 0.0001:
        return near
    far = s - b
    if far > 0.0001:
        return far
    return -1.0
# Whether a coordinate of the floor is in an even square
def even(x):
    n = 0
    v = x
    if v < 0.0:
        v = -v
        n = 1
    while v >= 8.0:
        v = v - 8.0
    while v >= 1.0:
        v = v - 1.0
        n = n + 1
    return n % 2 == 0
def hit_floor(ray):
    if ray.direction.y >= -0.0001:
        return -1.0
    return -ray.origin.y / ray.direction.y
def nearest(world, ray):
    best = -1.0
    found = None
    for i in range(len(world)):
        distance = hit_sphere(world[i], ray)
        if distance > 0.0 and (best < 0.0 or distance < best):
            best = distance
            found = world[i]
    ground = hit_floor(ray)
    if ground > 0.0 and (best < 0.0 or ground < best):
        point = point_at(ray, ground)
        color = Vector(0.9, 0.9, 0.8)
        if even(point.x) == even(point.z):
            color = Vector(0.2, 0.3, 0.2)
        return Hit(ground, point, Vector(0.0, 1.0, 0.0), color, 0.1)
    if found is None:
        return None
    point = point_at(ray, best)
    normal = scale(subtract(point, found.center), 1.0 / found.radius)
    return Hit(best, point, normal, found.color, found.mirror)
def blocked(world, ray, distance):
    for i in range(len(world)):
        at = hit_sphere(world[i], ray)
        if at > 0.0 and at < distance:
            return True
    return False
def trace(world, light, ray, depth):
    hit = nearest(world, ray)
    if hit is None:
        t = 0.5 * (ray.direction.y + 1.0)
        return add(scale(Vector(1.0, 1.0, 1.0), 1.0 - t), scale(Vector(0.4, 0.6, 1.0), t))
    to_light = subtract(light, hit.point)
    distance = root(dot(to_light, to_light))
    toward = scale(to_light, 1.0 / distance)
    brightness = 0.15
    slope = dot(hit.normal, toward)
    if slope > 0.0 and not blocked(world, Ray(hit.point, toward), distance):
        brightness = brightness + slope * 0.85
    color = scale(hit.color, brightness)
    if depth > 0 and hit.mirror > 0.0:
        bounced = trace(world, light, Ray(hit.point, reflect(ray.direction, hit.normal)), depth - 1)
        color = add(scale(color, 1.0 - hit.mirror), scale(times(bounced, Vector(1.0, 0.98, 0.95)), hit.mirror))
    return color
# A channel as a level from 0 to 255
def level(x):
    low = 0
    high = 255
    while low < high:
        middle = (low + high + 1) // 2
        if x * 255.0 >= middle:
            low = middle
        else:
            high = middle - 1
    return low
def main():
    WIDTH = 160
    HEIGHT = 120
    FRAMES = 12
    checksum = 0
    for frame in range(FRAMES):
        world = []
        world.append(Sphere(Vector(0.0, 1.0, 0.0), 1.0, Vector(0.9, 0.2, 0.2), 0.3))
        world.append(Sphere(Vector(2.1, 0.7, -0.5 + frame * 0.1), 0.7, Vector(0.2, 0.9, 0.3), 0.2))
        world.append(Sphere(Vector(-2.0, 0.8, 0.4 - frame * 0.1), 0.8, Vector(0.3, 0.3, 0.9), 0.5))
        world.append(Sphere(Vector(0.6, 0.4, -1.8), 0.4, Vector(0.9, 0.8, 0.2), 0.0))
        world.append(Sphere(Vector(-0.9, 0.3, -1.6), 0.3, Vector(0.8, 0.3, 0.8), 0.6))
        light = Vector(4.0, 6.0, -5.0)
        eye = Vector(0.0, 1.6 + frame * 0.05, -6.0)
        for y in range(HEIGHT):
            for x in range(WIDTH):
                u = (x - WIDTH * 0.5) / HEIGHT
                v = (HEIGHT * 0.5 - y) / HEIGHT
                direction = unit(Vector(u, v - 0.1, 1.2))
                color = trace(world, light, Ray(eye, direction), 3)
                pixel = (level(color.x) * 7 + level(color.y)) * 7 + level(color.z)
                checksum = (checksum * 31 + pixel) % 1000003
    print("ray_tracer", checksum)
main()
