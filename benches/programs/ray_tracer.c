/* Spheres over a checkered floor, with shadows and reflections: vectors passed and returned by value */
#include <stdio.h>
#define WIDTH 160
#define HEIGHT 120
#define FRAMES 12
#define SPHERES 5
typedef struct { double x, y, z; } Vector;
typedef struct { Vector center; double radius; Vector color; double mirror; } Sphere;
typedef struct { Vector origin, direction; } Ray;
typedef struct { double distance; Vector point, normal, color; double mirror; } Hit;
static Vector vector(double x, double y, double z) { Vector v = {x, y, z}; return v; }
static Vector add(Vector a, Vector b) { return vector(a.x + b.x, a.y + b.y, a.z + b.z); }
static Vector subtract(Vector a, Vector b) { return vector(a.x - b.x, a.y - b.y, a.z - b.z); }
static Vector scale(Vector a, double s) { return vector(a.x * s, a.y * s, a.z * s); }
static Vector times(Vector a, Vector b) { return vector(a.x * b.x, a.y * b.y, a.z * b.z); }
static double dot(Vector a, Vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static double root(double x) {
    double r = x, last;
    if (x <= 0.0) return 0.0;
    if (x < 1.0) r = 1.0;
    last = r + 1.0;
    while (r < last) {
        last = r;
        r = (r + x / r) * 0.5;
    }
    return last;
}
static Vector unit(Vector a) { return scale(a, 1.0 / root(dot(a, a))); }
static Vector reflect(Vector direction, Vector normal) {
    return subtract(direction, scale(normal, 2.0 * dot(direction, normal)));
}
static Ray ray_from(Vector origin, Vector direction) { Ray ray = {origin, direction}; return ray; }
static Vector point_at(Ray ray, double distance) { return add(ray.origin, scale(ray.direction, distance)); }
static double hit_sphere(const Sphere *sphere, Ray ray) {
    Vector offset = subtract(ray.origin, sphere->center);
    double b = dot(offset, ray.direction);
    double c = dot(offset, offset) - sphere->radius * sphere->radius;
    double d = b * b - c, s, near, far;
    if (d <= 0.0) return -1.0;
    s = root(d);
    near = -b - s;
    if (near > 0.0001) return near;
    far = s - b;
    if (far > 0.0001) return far;
    return -1.0;
}
/* Whether a coordinate of the floor is in an even square */
static int even(double x) {
    int n = 0;
    double v = x;
    if (v < 0.0) {
        v = -v;
        n = 1;
    }
    while (v >= 8.0) v = v - 8.0;
    while (v >= 1.0) {
        v = v - 1.0;
        n = n + 1;
    }
    return n % 2 == 0;
}
static double hit_floor(Ray ray) {
    if (ray.direction.y >= -0.0001) return -1.0;
    return -ray.origin.y / ray.direction.y;
}
static int nearest(const Sphere *world, Ray ray, Hit *hit) {
    double best = -1.0, ground;
    const Sphere *found = NULL;
    int i;
    for (i = 0; i < SPHERES; i = i + 1) {
        double distance = hit_sphere(&world[i], ray);
        if (distance > 0.0 && (best < 0.0 || distance < best)) {
            best = distance;
            found = &world[i];
        }
    }
    ground = hit_floor(ray);
    if (ground > 0.0 && (best < 0.0 || ground < best)) {
        hit->distance = ground;
        hit->point = point_at(ray, ground);
        hit->normal = vector(0.0, 1.0, 0.0);
        hit->color = even(hit->point.x) == even(hit->point.z) ? vector(0.2, 0.3, 0.2) : vector(0.9, 0.9, 0.8);
        hit->mirror = 0.1;
        return 1;
    }
    if (found == NULL) return 0;
    hit->distance = best;
    hit->point = point_at(ray, best);
    hit->normal = scale(subtract(hit->point, found->center), 1.0 / found->radius);
    hit->color = found->color;
    hit->mirror = found->mirror;
    return 1;
}
static int blocked(const Sphere *world, Ray ray, double distance) {
    int i;
    for (i = 0; i < SPHERES; i = i + 1) {
        double at = hit_sphere(&world[i], ray);
        if (at > 0.0 && at < distance) return 1;
    }
    return 0;
}
static Vector trace(const Sphere *world, Vector light, Ray ray, int depth) {
    Hit hit;
    Vector to_light, toward, color;
    double distance, brightness = 0.15, slope;
    if (!nearest(world, ray, &hit)) {
        double t = 0.5 * (ray.direction.y + 1.0);
        return add(scale(vector(1.0, 1.0, 1.0), 1.0 - t), scale(vector(0.4, 0.6, 1.0), t));
    }
    to_light = subtract(light, hit.point);
    distance = root(dot(to_light, to_light));
    toward = scale(to_light, 1.0 / distance);
    slope = dot(hit.normal, toward);
    if (slope > 0.0 && !blocked(world, ray_from(hit.point, toward), distance)) {
        brightness = brightness + slope * 0.85;
    }
    color = scale(hit.color, brightness);
    if (depth > 0 && hit.mirror > 0.0) {
        Vector bounced = trace(world, light, ray_from(hit.point, reflect(ray.direction, hit.normal)), depth - 1);
        color = add(scale(color, 1.0 - hit.mirror), scale(times(bounced, vector(1.0, 0.98, 0.95)), hit.mirror));
    }
    return color;
}
/* A channel as a level from 0 to 255 */
static int level(double x) {
    int low = 0, high = 255;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (x * 255.0 >= middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}
static Sphere sphere(Vector center, double radius, Vector color, double mirror) {
    Sphere s = {center, radius, color, mirror};
    return s;
}
int main(void) {
    int checksum = 0, frame, x, y;
    for (frame = 0; frame < FRAMES; frame = frame + 1) {
        Sphere world[SPHERES];
        Vector light = vector(4.0, 6.0, -5.0), eye = vector(0.0, 1.6 + frame * 0.05, -6.0);
        world[0] = sphere(vector(0.0, 1.0, 0.0), 1.0, vector(0.9, 0.2, 0.2), 0.3);
        world[1] = sphere(vector(2.1, 0.7, -0.5 + frame * 0.1), 0.7, vector(0.2, 0.9, 0.3), 0.2);
        world[2] = sphere(vector(-2.0, 0.8, 0.4 - frame * 0.1), 0.8, vector(0.3, 0.3, 0.9), 0.5);
        world[3] = sphere(vector(0.6, 0.4, -1.8), 0.4, vector(0.9, 0.8, 0.2), 0.0);
        world[4] = sphere(vector(-0.9, 0.3, -1.6), 0.3, vector(0.8, 0.3, 0.8), 0.6);
        for (y = 0; y < HEIGHT; y = y + 1) {
            for (x = 0; x < WIDTH; x = x + 1) {
                double u = (x - WIDTH * 0.5) / HEIGHT, v = (HEIGHT * 0.5 - y) / HEIGHT;
                Vector color = trace(world, light, ray_from(eye, unit(vector(u, v - 0.1, 1.2))), 3);
                int pixel = (level(color.x) * 7 + level(color.y)) * 7 + level(color.z);
                checksum = (checksum * 31 + pixel) % 1000003;
            }
        }
    }
    printf("ray_tracer %d\n", checksum);
    return 0;
}
