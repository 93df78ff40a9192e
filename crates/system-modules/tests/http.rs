//! The server answers the client, both as programs, over the loopback interface.

#[path = "common/mod.rs"]
mod common;

use std::net::TcpListener;
use std::thread::JoinHandle;
use std::time::Duration;

use common::{Sink, machine, printed, run};
use vm::{ErrorKind, InterruptHandle};

const SITE: &str = r#"
struct P { x; }
function user(request) { return "user " + request["params"]["id"] + " of " + request["query"]["of"]; }
function echo(request) {
    var reply = map();
    reply["status"] = 201;
    reply["contentType"] = "text/plain";
    reply["body"] = request["method"] + " " + request["headers"]["content-type"] + " " + request["body"];
    return reply;
}
function list(request) { return [1, 2.5, "x"]; }
function nothing(request) { }
function guard(request) { if (request["path"] == "/secret") { return "no entry"; } }
function rest(request) { return "rest: " + request["path"]; }
ucoreHttp.use("guard");
ucoreHttp.route("GET", "/users/:id", "user");
ucoreHttp.route("post", "/echo", echo);
ucoreHttp.route("PUT", "/echo", echo);
ucoreHttp.route("PATCH", "/echo", echo);
ucoreHttp.route("DELETE", "/list", list);
ucoreHttp.route("GET", "/nothing", nothing);
ucoreHttp.static("/files", "site");
"#;

/// A server in a thread of its own.
struct Server {
    port: u16,
    interrupt: InterruptHandle,
    thread: JoinHandle<Result<vm::Exit, vm::Error>>,
}

impl Server {
    fn start(listen: &str) -> Server {
        // The system gives a free port; between this and the server nobody else asks for it.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("http-{port}"));
        std::fs::create_dir_all(folder.join("site")).unwrap();
        std::fs::write(folder.join("site/page.html"), "<p>a page</p>").unwrap();
        std::fs::write(folder.join("secret.txt"), "secret").unwrap();
        let source = SITE.to_owned() + &listen.replace("PORT", &port.to_string());
        let (send, handle) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let mut vm = machine(&Sink::default(), folder.join("main.unna").to_str().unwrap(), b"");
            send.send(vm.interrupt_handle()).unwrap();
            run(&mut vm, &source)
        });
        let interrupt = handle.recv().unwrap();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(!thread.is_finished(), "the server ended: {:?}", thread.join());
            std::thread::sleep(Duration::from_millis(5));
        }
        Server { port, interrupt, thread }
    }

    /// What a client's expressions print, `URL` being the server's.
    #[track_caller]
    fn check(&self, expressions: &[(&str, &str)]) {
        for (expression, expected) in expressions {
            let expression = expression.replace("URL", &format!("http://127.0.0.1:{}", self.port));
            assert_eq!(printed(&format!("print {expression};")), format!("{expected}\n"), "{expression}");
        }
    }

    /// Ends it as Ctrl-C would.
    fn stop(self) {
        self.interrupt.interrupt();
        let error = self.thread.join().unwrap().expect_err("it was interrupted");
        assert_eq!(*error.kind(), ErrorKind::Interrupted);
    }
}

#[test]
fn routes_answer() {
    let server = Server::start("ucoreHttp.listen(PORT);");
    server.check(&[
        ("ucoreHttp.get('URL/users/42?of=a+b%26c')", "user 42 of a b&c"),
        ("ucoreHttp.post('URL/echo', 'text')", "POST text/plain; charset=utf-8 text"),
        ("ucoreHttp.put('URL/echo', '{}')", "PUT application/json {}"),
        ("ucoreHttp.patch('URL/echo', '')", "PATCH text/plain; charset=utf-8 "),
        ("ucoreHttp.delete('URL/list')", "[1,2.5,\"x\"]"),
        ("'(' + ucoreHttp.get('URL/nothing') + ')'", "()"),
        ("ucoreHttp.get('URL/nowhere')", "Not found."),
        ("ucoreHttp.get('URL/list')", "Not found."),
        ("ucoreHttp.get('URL/secret')", "no entry"),
    ]);
    server.stop();
}

#[test]
fn folders_give_their_files_and_nothing_else() {
    let server = Server::start("ucoreHttp.listen(PORT, rest);");
    server.check(&[
        ("ucoreHttp.get('URL/files/page.html')", "<p>a page</p>"),
        ("ucoreHttp.get('URL/files/none.html')", "rest: /files/none.html"),
        ("ucoreHttp.get('URL/files/%2e%2e/secret.txt')", "rest: /files/../secret.txt"),
        ("ucoreHttp.get('URL/else')", "rest: /else"),
        ("ucoreScraper.select(ucoreScraper.fetch('URL/files/page.html'), 'p')[0]['text']", "a page"),
    ]);
    server.stop();
}

#[test]
fn an_error_in_a_handler_ends_the_server_with_an_answer() {
    let server = Server::start("function bad(r) { return 1 / 0; } ucoreHttp.listen(PORT, bad);");
    server.check(&[("ucoreHttp.get('URL/')", "The server ends.")]);
    let error = server.thread.join().unwrap().expect_err("the handler fails");
    assert_eq!(*error.kind(), ErrorKind::DivisionByZero);
}

#[test]
fn a_handler_that_is_not_there_is_an_error_that_names_it() {
    let server = Server::start("ucoreHttp.listen(PORT, 'later');");
    server.check(&[("ucoreHttp.get('URL/')", "The server ends.")]);
    let error = server.thread.join().unwrap().expect_err("there is no handler");
    assert_eq!(error.to_string(), "ucoreHttp: there is no function 'later' to answer requests");
}

#[test]
fn what_cannot_be_had_is_nil() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(printed(&format!("print ucoreHttp.get('http://127.0.0.1:{port}/');")), "nil\n");
    assert_eq!(
        printed("print ucoreHttp.get('nonsense'); print ucoreHttp.get(5); print ucoreHttp.post('x');"),
        "nil\nnil\nnil\n"
    );
    assert_eq!(
        printed("print ucoreHttp.json([true, 'a\"b', 0.5]); print ucoreHttp.route(1, 2, 3);"),
        "[true,\"a\\\"b\",0.5]\n0\n"
    );
}

#[test]
fn a_port_that_is_taken_is_an_error_that_names_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let sink = Sink::default();
    let error = run(&mut machine(&sink, "main.unna", b""), &format!("ucoreHttp.listen({port});")).unwrap_err();
    assert!(error.to_string().starts_with(&format!("ucoreHttp.listen: could not listen on 127.0.0.1:{port}: ")));
}

#[test]
fn a_client_that_waits_can_be_interrupted() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let mut vm = machine(&Sink::default(), "main.unna", b"");
    vm.set_deadline(Some(Duration::from_millis(50)));
    let error = run(&mut vm, &format!("ucoreHttp.get('http://127.0.0.1:{port}/');")).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::DeadlineExceeded);
}
