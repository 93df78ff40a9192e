//! Where values are when a block begins that several edges lead to. The first edge decides.
//!
//! At the header of a loop, what the loop reads most often gets the registers that the values made
//! in it leave free. All else that lives through the loop is brought to memory before it.

use std::cmp::Reverse;

use super::Emitter;
use super::kept::Safepoints;
use super::place::{Mem, Place, Places, Reg, Start};
use crate::ir::{Block, Type, Value};

impl Emitter<'_> {
    /// Where the values of a block are to be: if possible where this edge finds them.
    pub(super) fn decide(&mut self, to: Block, phis: &[Value], pred: usize) -> Start {
        let live: Vec<Value> = self.uses.live_in(to).collect();
        live.iter().for_each(|&value| _ = self.place(value));
        let in_registers = match self.f.block(to).heads {
            Some(_) => self.keep_in_loop(to, &live),
            None => live.iter().copied().filter(|&value| self.places.of(value).reg.is_some()).collect(),
        };
        let mut taken: Vec<Reg> = in_registers.iter().filter_map(|&value| self.places.of(value).reg).collect();
        let mut start: Start = Vec::new();
        for &value in &in_registers {
            if let Some(reg) = self.places.of(value).reg {
                start.push((value, Place { reg: Some(reg), mem: self.kept(value, to) }));
            }
        }
        for &phi in phis {
            let reg = self.phi_register(phi, pred, &live, &taken);
            start.push((phi, self.place_in(phi, reg, &mut taken)));
        }
        for value in live {
            if in_registers.contains(&value) && self.places.of(value).reg.is_some() {
                continue;
            }
            let kept = self.kept(value, to);
            let is_wanted = in_registers.contains(&value) || (kept.is_none() && !self.is_spilled(value));
            let free = || Places::class(self.ty(value)).find(|reg| !taken.contains(reg));
            let reg = if is_wanted { free() } else { None };
            let mut place = match (reg, kept) {
                (None, Some(_)) => Place::default(),
                _ => self.place_in(value, reg, &mut taken),
            };
            place.mem = kept.or(place.mem);
            start.push((value, place));
        }
        self.hint_at(phis, &start);
        start
    }

    fn is_spilled(&self, value: Value) -> bool {
        matches!(self.places.of(value), Place { reg: None, mem: Some(Mem::Spill(_)) })
    }

    /// The register for a phi: that of its operand, if the operand dies on this edge.
    fn phi_register(&self, phi: Value, pred: usize, live: &[Value], taken: &[Reg]) -> Option<Reg> {
        let arg = self.f.inst(phi).args[pred];
        let is_constant = self.op(arg).is_constant();
        let own = if is_constant { None } else { self.places.of(self.root(arg)).reg };
        let dies = is_constant || !live.contains(&self.root(arg));
        let is_float = self.ty(phi) == Type::Float;
        let own = own.filter(|reg| dies && matches!(reg, Reg::Fp(_)) == is_float && !taken.contains(reg));
        own.or_else(|| Places::class(self.ty(phi)).find(|reg| !taken.contains(reg)))
    }

    fn place_in(&mut self, value: Value, reg: Option<Reg>, taken: &mut Vec<Reg>) -> Place {
        match reg {
            Some(reg) => {
                taken.push(reg);
                Place { reg: Some(reg), mem: None }
            }
            None => Place { reg: None, mem: Some(Mem::Spill(self.places.spill_of(value))) },
        }
    }

    /// Has the operands of phis be made in the registers of the phis.
    fn hint_at(&mut self, phis: &[Value], start: &Start) {
        for &phi in phis {
            let place = start.iter().find(|(value, _)| *value == phi).map(|(_, place)| place.reg);
            for &arg in &self.f.inst(phi).args {
                if !self.op(arg).is_constant() {
                    let root = self.root(arg);
                    self.places.hints[root.index()] = place.flatten();
                }
            }
        }
    }

    /// The values that begin a loop in registers. All others that the loop does not change get
    /// words that keep them, if there are such words.
    fn keep_in_loop(&mut self, header: Block, live: &[Value]) -> Vec<Value> {
        let safepoints = Safepoints::new(self.f, header, &self.blocks);
        let extent = self.reads.extent(header);
        // What a call comes before is loaded behind the call.
        let until = safepoints.every_turn.map_or(extent.end, |(block, at)| self.uses.first(block) + at);
        let pressure = self.reads.pressure(self.f, &self.uses, header);
        let mut chosen = Vec::new();
        for (is_float, pressure) in [false, true].into_iter().zip(pressure) {
            let of_class = |&value: &Value| (self.ty(value) == Type::Float) == is_float;
            let (mut read, unread): (Vec<Value>, Vec<Value>) = (live.iter().copied().filter(of_class))
                .partition(|&value| self.reads.is_read_between(value, extent.first, until));
            read.sort_by_key(|&value| {
                (Reverse(self.reads.worth(value, extent)), self.places.of(value).reg.is_none(), value)
            });
            let ty = if is_float { Type::Float } else { Type::Boxed };
            let mut room = Places::class(ty).count().saturating_sub(pressure);
            if read.len() > room {
                room = room.saturating_sub(1); // for loads of the others
            }
            read.truncate(room);
            room -= read.len();
            let stays = |&value: &Value| matches!(self.places.of(value), Place { reg: Some(_), mem: None });
            chosen.extend(read);
            if !safepoints.has_calls {
                chosen.extend(unread.into_iter().filter(stays).take(room));
            }
        }
        for &value in live {
            self.keep(value, header, &safepoints, chosen.contains(&value));
        }
        chosen
    }
}
