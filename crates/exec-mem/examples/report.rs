//! What this kernel allows: each strategy tried on its own, and what the audit sees.

use exec_mem::{Arena, Strategy, audit};

fn main() -> std::io::Result<()> {
    for strategy in Strategy::ALL {
        match Arena::builder().strategy(strategy).build() {
            Ok(arena) => {
                println!("{}", arena.report());
                match arena.harden() {
                    Ok(()) => println!("  hardened: its mappings are final"),
                    Err(error) => println!("  not hardened: {error}"),
                }
            }
            Err(error) => println!("{strategy}: {error}"),
        }
    }
    let found = audit::wx()?;
    println!("{} mappings of this process are writable and executable", found.len());
    found.iter().for_each(|mapping| println!("  {mapping}"));
    Ok(())
}
