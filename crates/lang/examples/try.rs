use std::io::Read;
fn main() {
    let mut s = Vec::new();
    std::io::stdin().read_to_end(&mut s).unwrap();
    let t = std::time::Instant::now();
    let r = lang::compile("t.unna", &s);
    eprintln!("{:?}", t.elapsed());
    match r {
        Ok(m) => println!("ok {} chunks", m.chunks.len()),
        Err(d) => {
            for d in d {
                println!("{d}\n")
            }
        }
    }
}
