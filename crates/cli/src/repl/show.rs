//! How `unna repl` shows a value: a string as its text, everything else as one might write it down,
//! with the fields of instances and the entries of maps, cut at a width and a depth.

use vm::heap::{Value, View};
use vm::{Ctx, Error, FromValue, Handle};

/// The most characters that are shown of anything but a string.
const WIDTH: usize = 240;
/// How many containers in each other are shown.
const DEPTH: usize = 4;

/// What is shown of a value; nothing of nil.
pub struct Shown(pub Option<String>);

impl FromValue for Shown {
    const EXPECTED: &'static str = "anything";

    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<Shown, Error> {
        let value = ctx.heap().get(value);
        Ok(Shown(match value.view() {
            View::Nil => None,
            View::String(text) => Some(String::from_utf8_lossy(text).into_owned()),
            _ => {
                let mut picture = Picture { ctx, text: String::new(), is_full: false };
                picture.value(value, DEPTH)?;
                Some(picture.text)
            }
        }))
    }
}

/// The text of a value so far.
struct Picture<'c, 'v> {
    ctx: &'c Ctx<'v>,
    text: String,
    /// Whether no more may come.
    is_full: bool,
}

impl Picture<'_, '_> {
    /// Appends a value of which `depth` containers in each other may be shown.
    fn value(&mut self, value: Value<'_>, depth: usize) -> Result<(), Error> {
        match value.view() {
            View::Bool(value) => self.put(if value { "true" } else { "false" }),
            View::String(text) => self.string(text),
            View::Array(_) if depth == 0 => self.put("[...]"),
            View::Map(_) | View::Instance(_) if depth == 0 => self.put("{ ... }"),
            View::Array(items) => {
                self.list("[", "]", items.iter(), |picture, &item| picture.value(item, depth - 1))?;
            }
            View::Map(map) if map.entries().is_empty() => self.put("{}"),
            View::Map(map) => self.list("{ ", " }", map.in_order()?, |picture, entry| {
                picture.value(entry.key, 0)?;
                picture.put(": ");
                picture.value(entry.value, depth - 1)
            })?,
            View::Instance(shape) => {
                let shape = self.ctx.heap().shape(shape);
                self.put(&String::from_utf8_lossy(&shape.name));
                let fields = shape.fields.iter().zip(self.ctx.heap().fields(value));
                self.list(" { ", " }", fields, |picture, (name, &field)| {
                    picture.put(&String::from_utf8_lossy(name));
                    picture.put(": ");
                    picture.value(field, depth - 1)
                })?;
            }
            View::StructDef(shape) => {
                let name = String::from_utf8_lossy(&self.ctx.heap().shape(shape).name);
                self.put(&format!("<struct {name}>"));
            }
            View::Module(_) => {
                let path = self.ctx.heap().module_path(value).and_then(|path| path.as_string());
                self.put(&format!("<module {}>", String::from_utf8_lossy(path.unwrap_or_default())));
            }
            _ => self.put(&String::from_utf8_lossy(&self.ctx.text(value)?)),
        }
        Ok(())
    }

    fn list<T>(
        &mut self,
        open: &str,
        close: &str,
        items: impl Iterator<Item = T>,
        mut item: impl FnMut(&mut Self, T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.put(open);
        for (place, each) in items.enumerate() {
            if self.is_full {
                return Ok(());
            }
            if place > 0 {
                self.put(", ");
            }
            item(self, each)?;
        }
        self.put(close);
        Ok(())
    }

    /// A string as it is written in a program, as far as the width lets it.
    fn string(&mut self, text: &[u8]) {
        let text = String::from_utf8_lossy(&text[..text.len().min(4 * WIDTH)]);
        let escape = |c: char| match c {
            '\n' => "\\n".into(),
            '\t' => "\\t".into(),
            '\r' => "\\r".into(),
            other => other.to_string(),
        };
        let quote = if text.contains('"') { "'" } else { "\"" };
        let written: String = text.chars().take(WIDTH).map(escape).collect();
        self.put(&format!("{quote}{written}{quote}"));
    }

    /// Appends what fits, and an ellipsis in the place of the rest.
    fn put(&mut self, part: &str) {
        if self.is_full {
            return;
        }
        let left = WIDTH - self.text.chars().count();
        match part.char_indices().nth(left) {
            None => self.text.push_str(part),
            Some((end, _)) => {
                self.text.push_str(&part[..end]);
                self.text.push_str("...");
                self.is_full = true;
            }
        }
    }
}
