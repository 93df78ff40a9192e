# Text processing: join, upper case, search, replace, split, and counting words in a map
ROUNDS, WORDS = 150000, 20
vocabulary = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"]
def main():
    counts = {}
    seed, total, hits = 42, 0, 0
    for r in range(ROUNDS):
        line = []
        for i in range(WORDS):
            seed = (seed * 3877 + 29573) % 139968
            line.append(vocabulary[seed % 13])
        text = " ".join(line)
        if "ETA MU" in text.upper():
            hits = hits + 1
        swapped = text.replace("eta", "<e>")
        total = total + len(swapped)
        for word in swapped.split(" "):
            counts[word] = counts.get(word, 0) + 1
    checksum = sum(count * len(word) for word, count in counts.items())
    print("words", total, hits, checksum, len(counts))
main()
