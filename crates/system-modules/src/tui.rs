//! `ucoreTui` (LANGUAGE 12.9): styled text as strings, drawing to the program's output, and input
//! at a terminal.

mod draw;
mod input;
mod screen;
mod style;

use vm::HostModule;

pub fn module() -> HostModule {
    let mut module = HostModule::new("ucoreTui");
    for (name, code) in style::ATTRIBUTES {
        module = module.function(name, style::attribute(code));
    }
    module
        .function("fg", style::foreground)
        .function("bg", style::background)
        .function("style", style::style)
        .function("box", draw::boxed)
        .function("boxBegin", draw::box_begin)
        .function("boxLine", draw::box_line)
        .function("boxEnd", draw::box_end)
        .function("table", draw::table)
        .function("tree", draw::tree)
        .function("progressBar", draw::progress_bar)
        .function("spinner", draw::spinner)
        .function("clear", screen::clear)
        .function("clearLine", screen::clear_line)
        .function("moveTo", screen::move_to)
        .function("hideCursor", screen::hide_cursor)
        .function("showCursor", screen::show_cursor)
        .function("size", screen::size)
        .function("input", input::input)
        .function("inputPassword", input::input_password)
        .function("inputBox", input::input_box)
        .function("inputPasswordBox", input::input_password_box)
        .function("confirm", input::confirm)
        .function("select", input::select)
        .function("keypress", input::keypress)
}
