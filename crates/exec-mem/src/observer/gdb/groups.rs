//! How the functions that a debugger knows are divided into images.
//!
//! An image for each function would be the simplest, but at each new image gdb looks at all images:
//! with a thousand of them gdb 18.1 takes half a minute, and with two thousand many minutes. So
//! the images of new functions are merged, and their number grows by one for a thousand functions.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::super::elf::{self, Function};
use super::list::Registered;

/// The images of each level but the last are merged into one of the next when there are this many.
const MERGED: [usize; 2] = [64, 16];

type Id = u64;

/// The images in the list, and the functions in each.
#[derive(Debug, Default)]
pub(super) struct Groups {
    groups: HashMap<Id, Group>,
    /// A new function is a group of level 0 by itself.
    levels: [Vec<Id>; MERGED.len() + 1],
    /// What the images name, by address. No two overlap.
    places: BTreeMap<usize, Place>,
    made: Id,
}

/// Functions that share an image.
#[derive(Debug)]
struct Group {
    level: usize,
    functions: Vec<Function>,
    dead: usize,
    image: Registered,
}

#[derive(Debug)]
struct Place {
    end: usize,
    group: Id,
    live: bool,
}

impl Groups {
    /// Names a function. What was named in its memory before is forgotten.
    pub(super) fn published(&mut self, function: Function) {
        self.forget(function.range());
        self.add(0, vec![function]);
        for (level, &count) in MERGED.iter().enumerate() {
            if self.levels[level].len() >= count {
                self.merge(level);
            }
        }
    }

    /// Takes note that the function at this address runs no more. An image keeps its name until
    /// the memory has another function or half of the image is dead: nobody asks for it.
    pub(super) fn dropped(&mut self, base: usize) {
        let Some(place) = self.places.get_mut(&base).filter(|place| place.live) else { return };
        place.live = false;
        let id = place.group;
        let group = self.groups.get_mut(&id).expect("the group of a place");
        group.dead += 1;
        if 2 * group.dead >= group.functions.len() {
            self.purge(id);
        }
    }

    /// Takes every image out of the list.
    pub(super) fn clear(&mut self) {
        self.groups.drain().for_each(|(_, group)| group.image.remove());
        *self = Groups { made: self.made, ..Groups::default() };
    }

    fn forget(&mut self, range: Range<usize>) {
        let overlapping = self.places.range_mut(..range.end).rev().take_while(|(_, place)| place.end > range.start);
        let mut groups = BTreeSet::new();
        for (_, place) in overlapping {
            place.live = false;
            groups.insert(place.group);
        }
        groups.into_iter().for_each(|id| self.purge(id));
    }

    /// Replaces a group's image by one without its dead functions.
    fn purge(&mut self, id: Id) {
        let level = self.groups[&id].level;
        self.replace(&[id], level);
    }

    /// Replaces the images of a level by one of the next.
    fn merge(&mut self, level: usize) {
        let ids = self.levels[level].clone();
        self.replace(&ids, level + 1);
    }

    /// Replaces groups by one with all that lives in them. The new image is in the list before the
    /// old ones leave it: breakpoints always have a function.
    fn replace(&mut self, ids: &[Id], level: usize) {
        let mut old: Vec<Group> = ids.iter().filter_map(|id| self.groups.remove(id)).collect();
        for level in &mut self.levels {
            level.retain(|id| !ids.contains(id));
        }
        let functions = old.iter_mut().flat_map(|group| std::mem::take(&mut group.functions));
        let (live, dead): (Vec<_>, Vec<_>) = functions.partition(|function| self.places[&function.base].live);
        for function in dead {
            self.places.remove(&function.base);
        }
        if !live.is_empty() {
            self.add(level, live);
        }
        old.into_iter().for_each(|group| group.image.remove());
    }

    fn add(&mut self, level: usize, functions: Vec<Function>) {
        let id = self.made;
        self.made += 1;
        for function in &functions {
            self.places.insert(function.base, Place { end: function.range().end, group: id, live: true });
        }
        let image = Registered::new(elf::image(&functions));
        self.groups.insert(id, Group { level, functions, dead: 0, image });
        self.levels[level].push(id);
    }
}
