//! A set of features shows the names of its members, as the `bitflags` crate would.

use x64_asm::Features;

fn by_bitflags(features: Features) -> String {
    let mut names = String::new();
    bitflags::parser::to_writer(&features, &mut names).unwrap();
    format!("Features({})", if names.is_empty() { "0x0" } else { &names })
}

#[test]
fn every_feature_shows_its_name() {
    let mut count = 0;
    for (name, feature) in Features::all().iter_names() {
        assert_eq!(format!("{feature:?}"), format!("Features({name})"));
        count += 1;
    }
    assert_eq!(count, Features::all().bits().count_ones());
}

#[test]
fn sets_show_all_their_members() {
    let nameless = Features::from_bits_retain(1 << 127);
    for features in [
        Features::empty(),
        Features::all(),
        Features::V3,
        Features::APX_LEVEL,
        Features::SEV_ES,
        nameless,
        nameless | Features::CX16,
    ] {
        assert_eq!(format!("{features:?}"), by_bitflags(features));
    }
}
