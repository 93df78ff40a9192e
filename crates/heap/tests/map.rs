//! Maps: keys, growth, the observable order, and keys chosen to collide.

use heap::{Bits, Handle, Heap, HeapConfig, Probes, int_bucket, raw, string_bucket};

fn heap(stress: bool) -> Heap {
    Heap::new(HeapConfig { stress, ..HeapConfig::default() }).unwrap()
}

fn set(heap: &mut Heap, map: Handle, key: Bits, value: i32) {
    let mut scope = heap.scope();
    let (key, value) = (scope.plain(key).unwrap(), scope.plain(Bits::int(value)).unwrap());
    scope.map_set(map, key, value).unwrap();
}

fn set_string(heap: &mut Heap, map: Handle, key: &str, value: i32) {
    let mut scope = heap.scope();
    let (key, value) = (scope.new_string(key.as_bytes()).unwrap(), scope.plain(Bits::int(value)).unwrap());
    scope.map_set(map, key, value).unwrap();
}

fn get(heap: &Heap, map: Handle, key: Bits) -> Bits {
    // SAFETY: a map and a key that is no object.
    unsafe { raw::map_get(heap, heap.bits(map), key) }.unwrap_or(Bits::NIL)
}

fn keys(heap: &mut Heap, map: Handle) -> Vec<String> {
    let keys = heap.map_keys(map).unwrap();
    let show = |key: &heap::Value<'_>| match key.as_string() {
        Some(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
        None => key.as_int().unwrap().to_string(),
    };
    heap.get(keys).as_array().unwrap().iter().map(show).collect()
}

#[test]
fn keys_of_each_kind() {
    let mut heap = heap(true);
    let map = heap.new_map().unwrap();
    set(&mut heap, map, Bits::int(1), 10);
    set_string(&mut heap, map, "1", 11);
    set(&mut heap, map, Bits::TRUE, 12);
    set(&mut heap, map, Bits::FALSE, 13);
    set(&mut heap, map, Bits::NIL, 14);
    set(&mut heap, map, Bits::float(1.0), 15);
    set(&mut heap, map, Bits::UNDEF, 16);
    let mut scope = heap.scope();
    let (array, nil) = (scope.new_array(0).unwrap(), scope.plain(Bits::NIL).unwrap());
    scope.map_set(map, array, nil).unwrap();
    drop(scope);
    assert_eq!(heap.get(map).length(), 3);
    assert_eq!(get(&heap, map, Bits::int(1)), Bits::int(12));
    assert_eq!(get(&heap, map, Bits::FALSE), Bits::int(13));
    assert_eq!(get(&heap, map, Bits::float(1.0)), Bits::NIL);
    assert_eq!(heap.map_get_bytes(heap.get(map), b"1").unwrap().bits(), Bits::int(11));
    assert!(heap.map_get_bytes(heap.get(map), b"2").is_none());
}

#[test]
fn has_tells_nil_from_missing() {
    let mut heap = heap(false);
    let map = heap.new_map().unwrap();
    let (key, missing, nil) =
        (heap.plain(Bits::int(4)).unwrap(), heap.plain(Bits::int(5)).unwrap(), heap.plain(Bits::NIL).unwrap());
    heap.map_set(map, key, nil).unwrap();
    assert!(heap.map_has(heap.get(map), heap.get(key)));
    assert!(!heap.map_has(heap.get(map), heap.get(missing)));
    assert!(!heap.map_has(heap.get(map), heap.get(nil)));
    assert!(!heap.map_has(heap.get(key), heap.get(key)));
}

/// The order is by bucket, in a bucket the latest insertion first; overwriting keeps the place.
#[test]
fn order_as_specified() {
    let mut heap = heap(true);
    let map = heap.new_map().unwrap();
    for key in ["name", "b", "id", "a"] {
        set_string(&mut heap, map, key, 0);
    }
    for key in [10, -1, 2, 1, 0] {
        set(&mut heap, map, Bits::int(key), 0);
    }
    set_string(&mut heap, map, "id", 5);
    // Buckets 0, 87, 224, 351, 460, 740, 752, 768, 855.
    assert_eq!(keys(&mut heap, map), ["0", "id", "name", "b", "2", "1", "a", "-1", "10"]);
}

#[test]
fn equal_buckets_list_the_latest_first() {
    let mut heap = heap(false);
    let map = heap.new_map().unwrap();
    let bucket = int_bucket(3);
    let same: Vec<i32> = (0..200_000).filter(|&key| int_bucket(key) == bucket).take(100).collect();
    let strings: Vec<String> =
        (0..200_000).map(|i| format!("s{i}")).filter(|key| string_bucket(key.as_bytes()) == bucket).take(100).collect();
    let mut expected = Vec::new();
    for (int, string) in same.iter().zip(&strings) {
        set(&mut heap, map, Bits::int(*int), 0);
        set_string(&mut heap, map, string, 0);
        expected.extend([int.to_string(), string.clone()]);
    }
    expected.reverse();
    // Few and many entries are ordered by different means.
    assert_eq!(keys(&mut heap, map), expected);
    let few = heap.new_map().unwrap();
    for int in &same[..20] {
        set(&mut heap, few, Bits::int(*int), 0);
    }
    let expected: Vec<String> = same[..20].iter().rev().map(i32::to_string).collect();
    assert_eq!(keys(&mut heap, few), expected);
}

#[test]
fn growth_keeps_every_entry() {
    let mut heap = Heap::new(HeapConfig { young_bytes: 16 << 10, large_bytes: 4096, ..HeapConfig::default() }).unwrap();
    let map = heap.new_map().unwrap();
    for i in 0..3000 {
        set(&mut heap, map, Bits::int(i * 7), i);
        set_string(&mut heap, map, &format!("k{i}"), i);
    }
    heap.collect().unwrap();
    heap.verify().unwrap();
    assert_eq!(heap.get(map).length(), 6000);
    for i in 0..3000 {
        assert_eq!(get(&heap, map, Bits::int(i * 7)), Bits::int(i));
        let value = heap.map_get_bytes(heap.get(map), format!("k{i}").as_bytes());
        assert_eq!(value.unwrap().bits(), Bits::int(i));
        assert_eq!(get(&heap, map, Bits::int(i * 7 + 1)), Bits::NIL);
    }
}

/// Pairs of texts that, after the ones before, lead FNV-1a to the same state: each choice of one
/// per pair gives the same hash.
const TWINS: [(&str, &str); 17] = [
    ("kdcvk", "yxyh1"),
    ("4bv7c", "fwqt0"),
    ("lo0n0", "61mfa"),
    ("bjbfk", "7k44i"),
    ("fef2u", "gqj2d"),
    ("du30n", "1eohk"),
    ("byx6v", "y0s4g"),
    ("eo821", "m3miq"),
    ("c904k", "1nkzq"),
    ("ffwec", "4n83h"),
    ("5nppc", "st6x9"),
    ("wf52q", "vh8ng"),
    ("iohec", "u43vx"),
    ("no5nh", "ahe17"),
    ("byk2r", "4vkhc"),
    ("81v7r", "qum2c"),
    ("5hn71", "hy1o4"),
];

/// `count` (at most 131,072) different strings with one and the same FNV hash.
fn colliding_strings(count: usize) -> Vec<String> {
    let pick = |number: usize, place: usize, (one, other)| if number >> place & 1 == 0 { one } else { other };
    (0..count)
        .map(|number| TWINS.iter().enumerate().map(|(place, &pair)| pick(number, place, pair)).collect())
        .collect()
}

/// Keys chosen against the hash that orders a map are found in as few probes as random ones.
#[test]
fn colliding_strings_do_not_collide_here() {
    let mut heap = Heap::new(HeapConfig { seed: 1, poison: false, ..HeapConfig::default() }).unwrap();
    let map = heap.new_map().unwrap();
    let strings = colliding_strings(100_000);
    for string in &strings {
        set_string(&mut heap, map, string, 0);
    }
    assert!(
        strings
            .iter()
            .step_by(1000)
            .all(|string| string_bucket(string.as_bytes()) == string_bucket(strings[0].as_bytes()))
    );
    check_probes(&heap, map);
    let order = keys(&mut heap, map);
    assert!(order.iter().eq(strings.iter().rev()));
}

/// Regular keys are found as fast as random ones, whatever the seed.
#[test]
fn progressions_do_not_collide() {
    for seed in 0..12 {
        let mut heap = Heap::new(HeapConfig { seed, poison: false, ..HeapConfig::default() }).unwrap();
        for step in [1, 3, 1021, 1 << 8, 1 << 16, 65_537, 1 << 20] {
            let map = heap.new_map().unwrap();
            for i in 0..1500_i32 {
                set(&mut heap, map, Bits::int(i.wrapping_mul(step)), i);
            }
            check_probes(&heap, map);
        }
        let map = heap.new_map().unwrap();
        for i in 0..1500 {
            set_string(&mut heap, map, &format!("key{i}"), i);
        }
        check_probes(&heap, map);
    }
}

/// Runs of small ints, which have slots of their own, do not make the search for other keys long.
#[test]
fn small_ints_leave_room_for_other_keys() {
    for seed in 0..12 {
        let mut heap = Heap::new(HeapConfig { seed, poison: false, ..HeapConfig::default() }).unwrap();
        for (count, step) in [(40, 1), (700, 1), (6000, 1), (6000, 2), (6000, 8)] {
            let map = heap.new_map().unwrap();
            for i in 0..count {
                set(&mut heap, map, Bits::int(i * step), i);
            }
            if step == 1 {
                let alone = heap.map_probes(heap.get(map)).unwrap();
                assert_eq!(alone, Probes { entries: count as u64, total: count as u64, longest: 1 });
            }
            for i in 0..count {
                set_string(&mut heap, map, &format!("key{i}"), i);
            }
            let mixed = heap.map_probes(heap.get(map)).unwrap();
            assert!(mixed.total <= 2 * mixed.entries && mixed.longest <= 40, "{seed} {count} {step} {mixed:?}");
        }
    }
}

#[track_caller]
fn check_probes(heap: &Heap, map: Handle) {
    let probes = heap.map_probes(heap.get(map)).unwrap();
    assert!(probes.entries >= 1500 && probes.total * 2 <= 3 * probes.entries && probes.longest <= 40, "{probes:?}");
}
