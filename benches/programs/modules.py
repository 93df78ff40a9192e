# Calls into two modules, and reads of their variables
import os
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "library"))
import generator
import vector
N = 10000000
def main():
    generator.seed(7)
    total = vector.vector(0, 0)
    check = 0
    for i in range(N):
        v = vector.vector(generator.below(100), generator.below(100))
        total = vector.plus(total, v)
        check = (check + vector.dot(total, v) + generator.MODULUS) % 1000003
    print("modules", total.x, total.y, check, vector.made)
main()
