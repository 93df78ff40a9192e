//! A rules engine: decisions are made by a program, which is loaded again whenever its file
//! changes. A version that does not compile, or fails its check, is reported, and the one before
//! stays in use.
//!
//! `cargo run -p vm --release --example rules`

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use vm::{Object, Permissions, Vm};

/// The rules in use.
struct Rules {
    vm: Vm,
    path: PathBuf,
    /// When the file was last changed, as far as it was looked at.
    seen: Option<SystemTime>,
    /// The function `decide` of the version in use.
    decide: Option<Object>,
}

impl Rules {
    fn new(path: &Path) -> Result<Rules, vm::Error> {
        // Rules only compute: no files, no processes, and never for long.
        let builder = Vm::builder().permissions(Permissions::NO_SYSTEM).heap_limit(16 << 20);
        let vm = builder.deadline(Duration::from_millis(50)).build()?;
        Ok(Rules { vm, path: path.to_owned(), seen: None, decide: None })
    }

    /// Takes up the file if it has changed.
    fn refresh(&mut self) {
        let changed = fs::metadata(&self.path).and_then(|data| data.modified()).ok();
        if changed == self.seen {
            return;
        }
        self.seen = changed;
        match self.load() {
            Ok(decide) => {
                self.decide = Some(decide);
                println!("-- new rules");
            }
            Err(error) => println!("-- the rules stay as they are:\n{error}"),
        }
    }

    /// The function `decide` of the file as it is now, tried on one case.
    fn load(&mut self) -> Result<Object, Box<dyn std::error::Error>> {
        let source = fs::read(&self.path)?;
        let name = self.path.to_string_lossy();
        let program = lang::compile_verified(&name, &source).map_err(|errors| errors[0].to_string())?;
        // Each version is a module of its own beside the others; one that nobody uses any more is
        // freed.
        let module = self.vm.load(Arc::new(program))?;
        let decide: Object = module.get(&mut self.vm, "decide")?;
        decide.call::<String>(&mut self.vm, (18, 0.0)).map_err(|error| format!("{error}\n{}", error.trace()))?;
        Ok(decide)
    }

    fn decide(&mut self, age: i32, amount: f64) -> Result<String, Box<dyn std::error::Error>> {
        self.refresh();
        let decide = self.decide.clone().ok_or("there are no rules yet")?;
        Ok(decide.call(&mut self.vm, (age, amount))?)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::temp_dir().join(format!("rules-{}.unna", std::process::id()));
    let versions = [
        "function decide(age, amount) { if (age < 18) { return 'refuse'; } return 'accept'; }",
        "function decide(age, amount) { if (age < 18 || amount > 1000) { return 'ask'; } return 'accept'; }",
        "function decide(age, amount { return 'oops'; }",
        "function decide(age, amount) { return amount / 0; }",
        "var limit = 100; function decide(age, amount) { if (amount > limit) { return 'ask'; } return 'accept'; }",
    ];
    let mut rules = Rules::new(&path)?;
    for (version, time) in versions.iter().zip(1..) {
        fs::write(&path, version)?;
        // The clock of the file system may be coarse; a change is a change.
        let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(time);
        fs::File::options().write(true).open(&path)?.set_modified(modified)?;
        for (age, amount) in [(12, 5.0), (40, 500.0), (40, 5000.0)] {
            println!("age {age}, amount {amount}: {}", rules.decide(age, amount)?);
        }
    }
    fs::remove_file(&path)?;
    Ok(())
}
