//! Arrays, maps and options.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use heap::{Handle, View};

use super::{FromValue, ToValue, mismatch, type_error, type_name, within};
use crate::common::error::Error;
use crate::runtime::host::{Ctx, Return};

impl<T: ToValue> ToValue for Option<T> {
    #[inline]
    fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        self.map_or(Ok(Return::NIL), |value| value.to_value(ctx))
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    const OPTIONAL: bool = true;

    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<Option<T>, Error> {
        if ctx.heap().bits(value).is_nil() { Ok(None) } else { T::from_value(ctx, value).map(Some) }
    }

    #[inline(always)]
    fn from_word(bits: heap::Bits) -> Option<Option<T>> {
        if bits.is_nil() { Some(None) } else { T::from_word(bits).map(Some) }
    }
}

/// An array of the values that an iterator gives.
fn array<T: ToValue>(ctx: &mut Ctx<'_>, items: impl ExactSizeIterator<Item = T>) -> Result<Return, Error> {
    ctx.charge(items.len() / crate::runtime::host::CHARGE_BYTES)?;
    let array = ctx.whole_heap().new_array(items.len())?;
    for item in items {
        ctx.nested(|ctx| {
            let item = item.to_value(ctx)?;
            let item = ctx.handle(item)?;
            Ok::<_, Error>(ctx.whole_heap().array_push(array, item)?)
        })?;
    }
    Ok(array.into())
}

/// A map of the pairs that an iterator gives.
fn map<K: ToValue, V: ToValue>(ctx: &mut Ctx<'_>, pairs: impl Iterator<Item = (K, V)>) -> Result<Return, Error> {
    let map = ctx.whole_heap().new_map()?;
    for (key, value) in pairs {
        ctx.nested(|ctx| {
            let key = key.to_value(ctx)?;
            let key = ctx.handle(key)?;
            check_key(ctx, key)?;
            let value = value.to_value(ctx)?;
            let value = ctx.handle(value)?;
            Ok::<_, Error>(ctx.whole_heap().map_set(map, key, value)?)
        })?;
    }
    Ok(map.into())
}

/// Keys of maps are ints or strings (bools count as ints).
pub(crate) fn check_key(ctx: &Ctx<'_>, key: Handle) -> Result<(), Error> {
    match ctx.heap().get(key).view() {
        View::Int(_) | View::Bool(_) | View::String(_) => Ok(()),
        _ => Err(type_error("int or string as key", type_name(ctx, key))),
    }
}

macro_rules! sequences {
    ($( [$($param:tt)*] $type:ty; )*) => { $(
        impl<$($param)*> ToValue for $type {
            fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
                array(ctx, self.into_iter())
            }
        }
    )* };
}

sequences! {
    [T: ToValue] Vec<T>;
    [T: ToValue, const N: usize] [T; N];
}

impl<T: ToValue + Clone> ToValue for &[T] {
    fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        array(ctx, self.iter().cloned())
    }
}

impl<T: ToValue + Clone> ToValue for &Vec<T> {
    fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        array(ctx, self.iter().cloned())
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    const EXPECTED: &'static str = "array";

    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<Vec<T>, Error> {
        let Some(length) = ctx.heap().get(value).as_array().map(<[_]>::len) else {
            return Err(mismatch::<Vec<T>>(ctx, value));
        };
        let mut items = Vec::new();
        items.try_reserve_exact(length).map_err(|_| crate::ErrorKind::OutOfMemory)?;
        // A conversion of a user's own may run programs, which may change the array.
        let mut index = 0;
        while let Some(bits) = ctx.heap().get(value).as_array().and_then(|array| array.get(index)).map(|it| it.bits()) {
            items.push(match T::from_word(bits) {
                Some(item) => item,
                None => element(ctx, bits, || format!("[{index}]"))?,
            });
            index += 1;
        }
        Ok(items)
    }
}

/// Converts a part of a value.
fn element<T: FromValue>(ctx: &mut Ctx<'_>, bits: heap::Bits, place: impl FnOnce() -> String) -> Result<T, Error> {
    ctx.nested(|ctx| {
        // SAFETY: the word was just read from a live object.
        let handle = unsafe { ctx.whole_heap().root(bits) }?;
        T::from_value(ctx, handle)
    })
    .map_err(|error| within(error, place))
}

impl<T: FromValue, const N: usize> FromValue for [T; N] {
    const EXPECTED: &'static str = "array";

    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<[T; N], Error> {
        let items = Vec::<T>::from_value(ctx, value)?;
        let length = items.len();
        items
            .try_into()
            .map_err(|_| type_error(format!("array of {N} elements"), format!("array of {length} elements")))
    }
}

/// The pairs of a map, in the order of insertion.
fn pairs<K: FromValue, V: FromValue>(
    ctx: &mut Ctx<'_>,
    value: Handle,
    mut take: impl FnMut(K, V),
) -> Result<bool, Error> {
    let mut index = 0;
    loop {
        let Some(map) = ctx.heap().get(value).as_map() else { return Ok(false) };
        let Some(entry) = map.entries().get(index) else { return Ok(true) };
        let (key, item) = (entry.key.bits(), entry.value.bits());
        ctx.nested(|ctx| {
            // SAFETY: the words were just read from a live object.
            let key = unsafe { ctx.whole_heap().root(key) }?;
            // SAFETY: read from the live object with the key; a handle is made without allocating
            // an object.
            let item = unsafe { ctx.whole_heap().root(item) }?;
            let name = |ctx: &Ctx<'_>| match ctx.heap().get(key).view() {
                View::String(bytes) => format!("['{}']", String::from_utf8_lossy(bytes)),
                other => format!("[{}]", if let View::Int(int) = other { int } else { 0 }),
            };
            let key = K::from_value(ctx, key).map_err(|error| within(error, || format!("key {}", name(ctx))))?;
            let item = V::from_value(ctx, item).map_err(|error| within(error, || name(ctx)))?;
            take(key, item);
            Ok::<_, Error>(())
        })?;
        index += 1;
    }
}

impl<K: FromValue + Ord, V: FromValue> FromValue for BTreeMap<K, V> {
    const EXPECTED: &'static str = "map";

    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<BTreeMap<K, V>, Error> {
        let mut map = BTreeMap::new();
        let is_map = pairs(ctx, value, |key, value| {
            map.insert(key, value);
        })?;
        if is_map { Ok(map) } else { Err(mismatch::<BTreeMap<K, V>>(ctx, value)) }
    }
}

impl<K: FromValue + Eq + Hash, V: FromValue, S: BuildHasher + Default> FromValue for HashMap<K, V, S> {
    const EXPECTED: &'static str = "map";

    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<HashMap<K, V, S>, Error> {
        let mut map = HashMap::default();
        let is_map = pairs(ctx, value, |key, value| {
            map.insert(key, value);
        })?;
        if is_map { Ok(map) } else { Err(mismatch::<HashMap<K, V, S>>(ctx, value)) }
    }
}

impl<K: ToValue, V: ToValue> ToValue for BTreeMap<K, V> {
    fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        map(ctx, self.into_iter())
    }
}

impl<K: ToValue, V: ToValue, S> ToValue for HashMap<K, V, S> {
    fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        map(ctx, self.into_iter())
    }
}
