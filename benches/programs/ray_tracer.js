// Spheres over a checkered floor, with shadows and reflections: one vector object for each operation
class Vector {
    constructor(x, y, z) {
        this.x = x;
        this.y = y;
        this.z = z;
    }
}
class Sphere {
    constructor(center, radius, color, mirror) {
        this.center = center;
        this.radius = radius;
        this.color = color;
        this.mirror = mirror;
    }
}
class Ray {
    constructor(origin, direction) {
        this.origin = origin;
        this.direction = direction;
    }
}
class Hit {
    constructor(distance, point, normal, color, mirror) {
        this.distance = distance;
        this.point = point;
        this.normal = normal;
        this.color = color;
        this.mirror = mirror;
    }
}

function add(a, b) { return new Vector(a.x + b.x, a.y + b.y, a.z + b.z); }
function subtract(a, b) { return new Vector(a.x - b.x, a.y - b.y, a.z - b.z); }
function scale(a, s) { return new Vector(a.x * s, a.y * s, a.z * s); }
function times(a, b) { return new Vector(a.x * b.x, a.y * b.y, a.z * b.z); }
function dot(a, b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

function root(x) {
    if (x <= 0.0) {
        return 0.0;
    }
    let r = x;
    if (x < 1.0) {
        r = 1.0;
    }
    let last = r + 1.0;
    while (r < last) {
        last = r;
        r = (r + x / r) * 0.5;
    }
    return last;
}

function unit(a) { return scale(a, 1.0 / root(dot(a, a))); }
function reflect(direction, normal) {
    return subtract(direction, scale(normal, 2.0 * dot(direction, normal)));
}
function point_at(ray, distance) { return add(ray.origin, scale(ray.direction, distance)); }

function hit_sphere(sphere, ray) {
    let offset = subtract(ray.origin, sphere.center);
    let b = dot(offset, ray.direction);
    let c = dot(offset, offset) - sphere.radius * sphere.radius;
    let d = b * b - c;
    if (d <= 0.0) {
        return -1.0;
    }
    let s = root(d);
    let near = -b - s;
    if (near > 0.0001) {
        return near;
    }
    let far = s - b;
    if (far > 0.0001) {
        return far;
    }
    return -1.0;
}

// Whether a coordinate of the floor is in an even square
function even(x) {
    let n = 0;
    let v = x;
    if (v < 0.0) {
        v = -v;
        n = 1;
    }
    while (v >= 8.0) {
        v = v - 8.0;
    }
    while (v >= 1.0) {
        v = v - 1.0;
        n = n + 1;
    }
    return n % 2 === 0;
}

function hit_floor(ray) {
    if (ray.direction.y >= -0.0001) {
        return -1.0;
    }
    return -ray.origin.y / ray.direction.y;
}

function nearest(world, ray) {
    let best = -1.0;
    let found = null;
    for (let i = 0; i < world.length; i = i + 1) {
        let distance = hit_sphere(world[i], ray);
        if (distance > 0.0 && (best < 0.0 || distance < best)) {
            best = distance;
            found = world[i];
        }
    }
    let ground = hit_floor(ray);
    if (ground > 0.0 && (best < 0.0 || ground < best)) {
        let point = point_at(ray, ground);
        let color = new Vector(0.9, 0.9, 0.8);
        if (even(point.x) === even(point.z)) {
            color = new Vector(0.2, 0.3, 0.2);
        }
        return new Hit(ground, point, new Vector(0.0, 1.0, 0.0), color, 0.1);
    }
    if (found === null) {
        return null;
    }
    let point = point_at(ray, best);
    let normal = scale(subtract(point, found.center), 1.0 / found.radius);
    return new Hit(best, point, normal, found.color, found.mirror);
}

function blocked(world, ray, distance) {
    for (let i = 0; i < world.length; i = i + 1) {
        let at = hit_sphere(world[i], ray);
        if (at > 0.0 && at < distance) {
            return true;
        }
    }
    return false;
}

function trace(world, light, ray, depth) {
    let hit = nearest(world, ray);
    if (hit === null) {
        let t = 0.5 * (ray.direction.y + 1.0);
        return add(scale(new Vector(1.0, 1.0, 1.0), 1.0 - t), scale(new Vector(0.4, 0.6, 1.0), t));
    }
    let to_light = subtract(light, hit.point);
    let distance = root(dot(to_light, to_light));
    let toward = scale(to_light, 1.0 / distance);
    let brightness = 0.15;
    let slope = dot(hit.normal, toward);
    if (slope > 0.0 && !blocked(world, new Ray(hit.point, toward), distance)) {
        brightness = brightness + slope * 0.85;
    }
    let color = scale(hit.color, brightness);
    if (depth > 0 && hit.mirror > 0.0) {
        let bounced = trace(world, light, new Ray(hit.point, reflect(ray.direction, hit.normal)), depth - 1);
        color = add(scale(color, 1.0 - hit.mirror), scale(times(bounced, new Vector(1.0, 0.98, 0.95)), hit.mirror));
    }
    return color;
}

// A channel as a level from 0 to 255
function level(x) {
    let low = 0;
    let high = 255;
    while (low < high) {
        let middle = Math.trunc((low + high + 1) / 2);
        if (x * 255.0 >= middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

function main() {
    const WIDTH = 160;
    const HEIGHT = 120;
    const FRAMES = 12;
    let checksum = 0;
    for (let frame = 0; frame < FRAMES; frame = frame + 1) {
        let world = [];
        world.push(new Sphere(new Vector(0.0, 1.0, 0.0), 1.0, new Vector(0.9, 0.2, 0.2), 0.3));
        world.push(new Sphere(new Vector(2.1, 0.7, -0.5 + frame * 0.1), 0.7, new Vector(0.2, 0.9, 0.3), 0.2));
        world.push(new Sphere(new Vector(-2.0, 0.8, 0.4 - frame * 0.1), 0.8, new Vector(0.3, 0.3, 0.9), 0.5));
        world.push(new Sphere(new Vector(0.6, 0.4, -1.8), 0.4, new Vector(0.9, 0.8, 0.2), 0.0));
        world.push(new Sphere(new Vector(-0.9, 0.3, -1.6), 0.3, new Vector(0.8, 0.3, 0.8), 0.6));
        let light = new Vector(4.0, 6.0, -5.0);
        let eye = new Vector(0.0, 1.6 + frame * 0.05, -6.0);
        for (let y = 0; y < HEIGHT; y = y + 1) {
            for (let x = 0; x < WIDTH; x = x + 1) {
                let u = (x - WIDTH * 0.5) / HEIGHT;
                let v = (HEIGHT * 0.5 - y) / HEIGHT;
                let direction = unit(new Vector(u, v - 0.1, 1.2));
                let color = trace(world, light, new Ray(eye, direction), 3);
                let pixel = (level(color.x) * 7 + level(color.y)) * 7 + level(color.z);
                checksum = (checksum * 31 + pixel) % 1000003;
            }
        }
    }
    console.log("ray_tracer " + checksum);
}
main();
