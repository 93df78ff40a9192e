//! What there is instead of a name that does not exist: names of other languages, names that the
//! documentation of the original has and the original has not, and near misses.

use vm::{Error, ErrorKind, Vm, nearest};

/// A sentence about a run-time error that names something that does not exist.
pub fn on_error(vm: &Vm, error: &Error) -> Option<String> {
    match error.kind() {
        ErrorKind::UndefinedVariable { name } => on_variable(vm, name, error.suggestion()),
        ErrorKind::UndefinedMember { name, .. } => on_member(vm, name, error.suggestion()),
        ErrorKind::NoSuchField { .. } => error.suggestion().map(did_you_mean),
        ErrorKind::CannotReadProperty { name } => Some(on_property(vm, name)),
        _ => None,
    }
}

/// About a global that is not set, of which `near` is a near miss.
pub fn on_variable(vm: &Vm, name: &str, near: Option<&str>) -> Option<String> {
    let known = instead_of(name).map(str::to_owned);
    known.or_else(|| near.map(did_you_mean)).or_else(|| Some(format!("There is {}.", member_of_any(vm, name)?)))
}

/// About a member that a module does not have.
pub fn on_member(vm: &Vm, name: &str, near: Option<&str>) -> Option<String> {
    near.map(did_you_mean).or_else(|| Some(format!("There is {}.", member_of_any(vm, name)?)))
}

/// About a property of something that has none.
fn on_property(vm: &Vm, name: &str) -> String {
    if vm.predefined().any(|global| global == name) && !name.starts_with("ucore") {
        return format!("Values have no methods: write {name}(x).");
    }
    match member_of_any(vm, name) {
        Some(function) => format!("Values have no methods: write {function}(x)."),
        None => format!("Only instances of structs and modules have properties; an entry of a map is m[\"{name}\"]."),
    }
}

/// A member of a predefined module with this name, or else with one like it, written out.
fn member_of_any(vm: &Vm, name: &str) -> Option<String> {
    let mut modules: Vec<&str> = vm.predefined().collect();
    modules.sort_unstable();
    let found = |like: &dyn Fn(&str) -> Option<String>| modules.iter().find_map(|module| like(module));
    found(&|module| vm.members(module).any(|member| member == name).then(|| format!("{module}.{name}")))
        .or_else(|| found(&|module| nearest(name, vm.members(module)).map(|member| format!("{module}.{member}"))))
}

fn did_you_mean(name: &str) -> String {
    format!("Did you mean `{name}`?")
}

/// What to write instead of a name that programs of other languages or the original's documentation
/// use.
fn instead_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "sqrt" | "pow" | "abs" | "floor" | "ceil" | "round" | "min" | "max" | "sin" | "cos" | "tan" | "log" | "exp"
        | "random" | "rand" | "Math" | "math" => "There are no math functions: they are written in the language.",
        "ucoreHttp" | "ucoreScraper" | "ucoreTui" => {
            "This module is off under `--no-system`, and in an unna that was built without it (`--features`)."
        }
        "typeof" | "type" | "isinstance" => "There is no function that tells types.",
        "int" | "float" | "toInt" | "toFloat" | "parseInt" | "parseFloat" | "toNumber" | "Number" | "str2num" => {
            "Numbers are not converted: `ucoreJson.parse(s)` reads one from a string, and `x * 1.0` makes a float."
        }
        "str" | "toString" | "String" | "tostring" => "A number becomes a string by joining it: `\"\" + x`.",
        "len" | "size" | "count" | "strlen" => "Write `length(x)`.",
        "append" | "add" => "Write `push(array, x)`.",
        "null" | "None" | "undefined" | "NULL" | "nullptr" | "void" => "Write `nil`.",
        "True" | "TRUE" => "Write `true`.",
        "False" | "FALSE" => "Write `false`.",
        "println" | "printf" | "echo" | "puts" | "console" | "log_info" => "Write `print x;`.",
        "this" | "self" | "super" => "Structs have fields and no methods: pass the instance as an argument.",
        "delete" | "remove" | "del" => "Entries of maps cannot be deleted; `pop(array)` removes the last element.",
        "sort" | "sorted" => "There is no sort function: it is written in the language.",
        "range" => "Write `for (var i = 0; i < n; i = i + 1)`.",
        "foreach" => "Write `for (var x : array)`.",
        "substr" | "substring" | "slice" | "charAt" | "indexOf" | "charCodeAt" | "ord" | "chr" => {
            "Strings are taken apart by `ucoreString.split(s, \"\")` and `ucoreString.extract(s, regex)`."
        }
        "input" | "readline" | "readLine" | "gets" => "Write `ucoreSystem.input(prompt)`.",
        "open" | "fopen" | "readFile" => "Write `ucoreSystem.readFile(path)`.",
        "exit" | "quit" => "Write `ucoreSystem.exit(code)`.",
        "sleep" => "Write `ucoreSystem.sleep(ms)`.",
        "time" | "clock" | "now" | "Date" => "Write `ucoreTimer.now()`: milliseconds as a float.",
        "array" | "Array" | "list" | "List" => "Write `array()` or `[]`: `array` is no value by itself.",
        "map" | "Map" | "dict" | "Object" => "Write `map()`: `map` is no value by itself.",
        "assert" | "throw" | "raise" | "error" | "panic" => {
            "Errors are values that a function returns: none can be thrown."
        }
        _ => return None,
    })
}
