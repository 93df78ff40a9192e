# Pseudo-random ints: the state is the module's own
MODULUS = 139968
state = 42
def seed(value):
    global state
    state = value % MODULUS
def below(limit):
    global state
    state = (state * 3877 + 29573) % MODULUS
    return state % limit
