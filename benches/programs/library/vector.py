# Vectors of two ints
class Vector:
    __slots__ = ("x", "y")
    def __init__(self, x, y):
        self.x, self.y = x, y
made = 0
def vector(x, y):
    global made
    made = made + 1
    return Vector(x, y)
def plus(a, b):
    return vector((a.x + b.x) % 8191, (a.y + b.y) % 8191)
def dot(a, b):
    return a.x * b.x + a.y * b.y
