# JSON round trips: values to text and back, with escapes, floats and nested containers
import json
ROUNDS, N = 700, 100
def record(id):
    return {
        "id": id,
        "name": 'item "' + str(id) + '"',
        "live": id % 3 == 0,
        "tags": ["red", "a\tb", id % 7],
        "position": {"x": id * 0.5 + 0.25, "y": -3.75},
        "parent": None,
    }
def check(records):
    total = 0
    for r in records:
        total = total + r["id"] + len(r["name"]) + r["tags"][2]
        if r["live"]:
            total = total + 1
        if r["position"]["x"] > 20.0:
            total = total + 1
    return total
def main():
    records = [record(i) for i in range(N)]
    size, total = 0, 0
    for r in range(ROUNDS):
        text = json.dumps(records, separators=(",", ":"))
        size = size + len(text)
        records = json.loads(text)
        records[r % N]["id"] = r
        total = (total + check(records)) % 1000003
    print("json_trip", size, total)
main()
