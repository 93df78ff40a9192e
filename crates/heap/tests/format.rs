//! Numbers as text, against the C library's `printf`.

use std::ffi::CString;

use heap::Text;

fn printf(format: &str, value: f64) -> String {
    let format = CString::new(format).unwrap();
    let mut buffer = [0_u8; 64];
    // SAFETY: the buffer holds 64 bytes, the format takes one double.
    let len = unsafe { libc::snprintf(buffer.as_mut_ptr().cast(), buffer.len(), format.as_ptr(), value) };
    String::from_utf8(buffer[..len as usize].to_vec()).unwrap()
}

#[track_caller]
fn check(value: f64) {
    let expected = if value.is_nan() {
        ["nan".to_owned(), "nan".to_owned()]
    } else {
        ["%.14g", "%.6g"].map(|format| printf(format, value))
    };
    let found = [Text::float(value), Text::float_short(value)].map(|text| String::from_utf8(text.to_vec()).unwrap());
    assert_eq!(found, expected, "{value:e} ({:#018x})", value.to_bits());
}

fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
    (*state ^ (*state >> 29)).wrapping_mul(0x94D0_49BB_1331_11EB)
}

/// How many doubles of each sort.
fn count() -> u64 {
    std::env::var("HEAP_FORMAT_DOUBLES").ok().and_then(|text| text.parse().ok()).unwrap_or(60_000)
}

#[test]
fn any_bits() {
    let mut state = 1;
    (0..count()).for_each(|_| check(f64::from_bits(random(&mut state))));
}

#[test]
fn ordinary_sizes() {
    let mut state = 2;
    for _ in 0..count() {
        let bits = random(&mut state);
        let exponent = 1023 - 70 + bits % 130;
        check(f64::from_bits(bits >> 12 | exponent << 52));
    }
}

#[test]
fn decimal_fractions() {
    let mut state = 3;
    for _ in 0..count() {
        let bits = random(&mut state);
        let value = (bits >> 40) as f64 / 10_f64.powi((bits % 12) as i32);
        check(value);
        check(-value);
    }
}

/// Values that lie exactly between two results: these show the rounding rule.
#[test]
fn ties() {
    let mut state = 4;
    for _ in 0..count() {
        let bits = random(&mut state);
        // 15 significant digits, the last a 5, with a few binary places: exact in a double.
        let digits = (bits % 10_u64.pow(13)) as f64;
        for value in [digits + 0.5, digits * 10.0 + 5.0, (digits * 4.0 + 1.0) / 4.0, (digits / 1e7).trunc() + 0.5] {
            check(value);
        }
    }
}

#[test]
fn borders() {
    let mut values =
        vec![0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -f64::NAN, f64::MAX, f64::MIN_POSITIVE, 5e-324];
    for power in -324..=308 {
        let value: f64 = format!("1e{power}").parse().unwrap();
        values.extend([value, value.next_up(), value.next_down(), value * 9.999_999_999_999_95, value * 0.999_999_95]);
    }
    for shift in 0..64 {
        let value = 2_f64.powi(shift);
        values.extend([value, value - 1.0, value + 1.0, 1.0 / value]);
    }
    values.into_iter().for_each(check);
}
