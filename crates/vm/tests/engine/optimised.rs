//! The optimising compiler in the vm: when its code is made, how a running loop goes on in it, what
//! becomes of facts about inlined functions that were wrong, and what the log tells of all that.

use vm::{Exit, JitMode, Statistics, VmBuilder};

use crate::common::{Sink, compile, full_builder};

/// A loop that calls a small function whose argument is an int at first and something else for the
/// rest.
const CHANGES: &str = "function twice(x) { return x + x; }
    function work(values) {
        var all = '';
        for (var i = 0; i < 4000; i = i + 1) {
            var x = twice(values[i / 2000]);
            if (i % 1000 == 999) { all = all + x + ' '; }
        }
        return all;
    }
    print work([21, 0.5]) + work(['a', 'b']) + work([3, 4]);";
const CHANGED: &str = "42 42 1 1 aa aa bb bb 6 6 8 8 \n";

/// A loop that runs longer than any code of the baseline by default.
const LONG: &str = "
    function work() { var s = 0; for (var i = 0; i < 100000; i = i + 1) { s = (s + i) % 1009; } return s; }
    print work();";

#[track_caller]
fn run(builder: VmBuilder, source: &str) -> (String, String, Statistics) {
    let (output, log) = (Sink::default(), Sink::default());
    let mut vm = builder.output(output.clone()).trace_jit(log.clone()).build().unwrap();
    assert_eq!(vm.run(compile("test.unna", source.as_bytes()).unwrap()), Ok(Exit::Finished), "{}", output.text());
    (output.text(), log.text(), vm.statistics())
}

/// The number of the first line that contains a text.
#[track_caller]
fn line_of(log: &str, text: &str) -> usize {
    log.lines().position(|line| line.contains(text)).unwrap_or_else(|| panic!("no '{text}' in\n{log}"))
}

#[test]
fn code_that_is_soon_done_is_the_baselines() {
    let (output, log, stats) = run(full_builder(), CHANGES);
    assert_eq!(output, CHANGED);
    assert!(stats.compiles > 0 && stats.optimised == 0 && !log.contains("optimise "), "{log}");
}

#[test]
fn two_modes_have_no_optimised_code() {
    for mode in [JitMode::Baseline, JitMode::Always] {
        let (_, log, stats) = run(full_builder().jit(mode).optimise_after(1), LONG);
        assert!(stats.compiles > 0 && stats.optimised == 0 && !log.contains("optimise "), "{log}");
    }
}

#[test]
fn code_that_runs_on_is_optimised_by_default() {
    let (expected, ..) = run(full_builder().jit(JitMode::Off), LONG);
    let (output, log, stats) = run(full_builder(), LONG);
    assert_eq!(output, expected);
    assert_eq!((stats.optimised, stats.exits["hot"]), (1, 1), "{log}");
}

#[test]
fn a_running_loop_goes_on_in_optimised_code() {
    let (expected, ..) = run(full_builder().jit(JitMode::Off), LONG);
    let (output, log, stats) = run(full_builder().optimise_after(1000), LONG);
    assert_eq!(output, expected);
    let [baseline, optimise] = ["compile work loop 0", "optimise work loop 0"].map(|text| line_of(&log, text));
    assert!(baseline < optimise, "{log}");
    assert_eq!((stats.optimised, stats.exits["hot"]), (1, 1), "{stats}");
    let interpreted = stats.exits.values().sum::<u64>();
    assert!(interpreted < 10, "the loop stays in its code: {stats}");
}

#[test]
fn the_log_names_what_was_inlined() {
    let (output, log, stats) = run(full_builder().jit(JitMode::Opt), CHANGES);
    assert_eq!(output, CHANGED);
    assert!(log.contains("inlined twice"), "{log}");
    assert!(stats.optimised > 0 && stats.optimised <= stats.compiles, "{stats}");
    assert!(stats.to_string().contains("optimised"), "{stats}");
}

#[test]
fn a_wrong_fact_about_an_inlined_function_is_given_up() {
    let (output, log, _) = run(full_builder().jit(JitMode::Opt), CHANGES);
    assert_eq!(output, CHANGED);
    let wrong = line_of(&log, "jit: wrong work");
    let again = log.lines().skip(wrong).filter(|line| line.contains("optimise work")).count();
    assert!((1..=8).contains(&again), "{log}");
}

#[test]
fn what_slow_paths_of_a_function_have_shown_is_expected_where_it_is_inlined() {
    // The sum is reached when `sum` has code; a row of two locals is not quickened.
    let source =
        "function sum(pair, late) { if (late) { var a = pair[0]; var b = pair[1]; return a + b; } return 0.5; }
        function warm(pair, n, from) {
            var s = 0.5;
            for (var i = 0; i < n; i = i + 1) { s = sum(pair, i >= from); }
            return s;
        }
        function work(pair, n) {
            var s = 0.5;
            for (var i = 0; i < n; i = i + 1) { s = sum(pair, true); }
            return s;
        }
        print warm([0.25, 0.5], 4300, 300) + work([0.25, 0.75], 100000);";
    let (expected, ..) = run(full_builder().jit(JitMode::Off), source);
    let (output, log, _) = run(full_builder().optimise_after(10_000), source);
    assert_eq!(output, expected);
    line_of(&log, "jit: slow sum");
    assert!(log.lines().any(|line| line.contains("optimise work") && line.contains("inlined sum")), "{log}");
    assert!(!log.contains("jit: wrong work"), "{log}");
}

#[test]
fn what_a_call_returns_is_observed_when_it_is_called() {
    let source = "function add(x) { return x + 1; }
        function pick(table) { return table[0]; }
        function work(table, n) {
            var s = 0;
            for (var i = 0; i < n; i = i + 1) { s = (s + pick(table)(i)) % 1009; }
            return s;
        }
        print work([add], 2000);";
    let (expected, ..) = run(full_builder().jit(JitMode::Off), source);
    let (output, log, _) = run(full_builder().jit(JitMode::Opt), source);
    assert_eq!(output, expected);
    assert!(log.lines().any(|line| line.contains("optimise work") && line.contains("inlined pick add")), "{log}");
}

#[test]
fn a_function_whose_calls_are_unknown_is_observed_before_it_is_inlined() {
    // `work` turns its loop more often than `both` is called, so it is optimised first.
    let source = "function compose(f, g) { function both(x) { return f(g(x)); } return both; }
        function double(x) { return x * 2; }
        function next(x) { return x + 1; }
        function work(f, n) {
            var s = 0;
            for (var i = 0; i < n; i = i + 1) { s = (s + f(i)) % 1009; }
            return s;
        }
        var s = 0;
        for (var r = 0; r < 40; r = r + 1) { s = s + work(compose(next, double), 200); }
        print s;";
    let (expected, ..) = run(full_builder().jit(JitMode::Off), source);
    let (output, log, _) = run(full_builder().optimise_after(2000), source);
    assert_eq!(output, expected);
    let [both, work] = ["optimise both", "optimise work"].map(|text| line_of(&log, text));
    assert!(both < work, "{log}");
    assert!(log.lines().any(|line| line.contains("optimise work") && line.contains("both double next")), "{log}");
}

#[test]
fn what_is_refused_stays_in_the_baseline_and_is_not_asked_for_again() {
    let mut body = String::new();
    for index in 0..3000 {
        body += &format!("s = s + {index} % (s + 7); ");
    }
    let source = format!(
        "function work(n) {{ var s = 1; {body} return s; }}
         for (var i = 0; i < 200; i = i + 1) {{ work(i); }} print 'done';"
    );
    let (output, log, _) = run(full_builder().optimise_after(20), &source);
    assert_eq!(output, "done\n");
    let asked = log.lines().filter(|line| line.starts_with("jit: not optimised work")).count();
    assert_eq!(asked, 1, "{log}");
}

#[test]
fn inlined_callees_allocate_and_leave_when_the_young_space_is_full() {
    let source = "function pair(a, b) { return [a, b]; }
        function keep(list, value) { push(list, value); }
        function work(n) {
            var list = []; var sum = 0;
            for (var i = 0; i < n; i = i + 1) {
                var p = pair(i, i + 1);
                if (i % 100 == 0) { keep(list, p); }
                sum = (sum + p[0] * 2 + p[1]) % 10007;
            }
            return sum + ' ' + length(list) + ' ' + list[length(list) - 1][1];
        }
        print work(50000);";
    let (expected, ..) = run(full_builder().jit(JitMode::Off), source);
    let (output, log, stats) = run(full_builder().jit(JitMode::Opt).gc_budget(64 << 10), source);
    assert_eq!(output, expected);
    assert!(log.contains("inlined pair keep"), "{log}");
    assert!(stats.exits["room"] > 8, "{stats}");
    let optimised = log.lines().filter(|line| line.contains("optimise work")).count();
    assert!(optimised <= 3, "a full young space is no wrong fact: {log}");
}

#[test]
fn a_call_that_gets_a_second_target_is_compiled_for_both() {
    let source = "function up(a) { return a + 2; }
        function down(a) { return a - 1; }
        function odd(a) { return a % 2; }
        function work(fs, n) {
            var s = 0;
            for (var i = 0; i < n; i = i + 1) { s = (fs[i % length(fs)])(s); }
            return s;
        }
        print work([up], 3000) + ' ' + work([up, down], 3000) + ' ' + work([up, down, odd], 3000);";
    let (expected, ..) = run(full_builder().jit(JitMode::Off), source);
    let (output, log, _) = run(full_builder().jit(JitMode::Opt), source);
    assert_eq!(output, expected);
    let [one, both] = ["inlined up", "inlined up down"].map(|text| line_of(&log, text));
    assert!(one < both, "{log}");
    let again = log.lines().skip(both + 1).find(|line| line.contains("optimise work"));
    assert!(again.is_some_and(|line| line.contains("inlined nothing")), "a third target is too many: {log}");
}

/// Objects of which only the last one of each function outlives a turn.
const PIECES: &str = "struct V { x; y; }
    function sum(a, b) { return V(a.x + b.x, a.y + b.y); }
    function turned(a) { return V(a.y, a.x); }
    function work(n) {
        var total = 0;
        for (var i = 0; i < n; i = i + 1) {
            var at = sum(V(i, 1), turned(V(2, i)));
            total = (total + at.x * 3 + at.y) % 10007;
        }
        return total;
    }
    print work(300000);";

#[test]
fn objects_that_only_frames_hold_are_not_made() {
    let (expected, _, made) = run(full_builder().jit(JitMode::Baseline).gc_budget(64 << 10), PIECES);
    let (output, log, stats) = run(full_builder().jit(JitMode::Opt).gc_budget(64 << 10), PIECES);
    assert_eq!(output, expected);
    assert!(made.collections > 100, "{made}");
    assert!(stats.collections < 10, "{log}{stats}");
}

#[test]
fn an_exit_makes_objects_while_the_collector_runs() {
    let source = "struct V { x; y; }
        function work(n, late) {
            var s = 0;
            for (var i = 0; i < n; i = i + 1) {
                var a = V(i, 2);
                var b = V(a, i);
                if (i == n - 1) { s = s + late; }
                s = s + b.y + a.y;
            }
            return s;
        }
        print work(500, 1) + ' ' + work(500, 0.5) + ' ' + work(501, 's');";
    let (expected, ..) = run(full_builder().jit(JitMode::Off), source);
    for bytes in [4096, 1 << 16] {
        for stress in [false, true] {
            let builder = full_builder().jit(JitMode::Opt).jit_threshold(1).gc_budget(bytes).gc_stress(stress);
            assert_eq!(run(builder, source).0, expected);
        }
    }
}

/// A guard that is made to fail at its nth use tells whether it is used so often.
#[test]
fn a_counted_loop_polls_once_in_a_strip_of_turns() {
    let source =
        "function sum(n) { var s = 0; for (var i = 0; i < n; i = i + 1) { s = s + i; } return s; } print sum(100000);";
    let with_nth_use_failing = |site, nth| {
        let builder = full_builder().jit(JitMode::Opt).jit_threshold(1).forced_guard(site, nth);
        let (output, _, stats) = run(builder, source);
        assert_eq!(output, "704982704\n");
        stats
    };
    let guards = with_nth_use_failing(u32::MAX, 1).guards;
    let left_by_poll = |nth| (0..guards).any(|site| with_nth_use_failing(site, nth).exits.contains_key("poll"));
    // Behind each strip of 1023 turns is one of a single turn.
    assert!(left_by_poll(180), "strips end");
    assert!(!left_by_poll(210), "turns do not poll");
}

/// A loop that goes on beyond the end of its list, but does not read there.
const BEYOND: &str = "
    function sum(list, n, most) {
        var total = 0;
        for (var i = 0; i < n; i = i + 1) { if (i < most) { total = total + list[i]; } }
        return total;
    }
    var all = 0;
    for (var k = 0; k < 400; k = k + 1) { all = all + sum([1, 2, 3, 4], 9, 3); }
    print all;";

#[test]
fn a_guard_that_fails_before_its_loop_stays_in_the_loop() {
    let (output, log, stats) = run(full_builder().jit(JitMode::Opt), BEYOND);
    assert_eq!(output, "2400\n");
    let wrong = "wrong sum (test.unna:3): hoisted before 6 LOAD_INDEX_LL, line 4; 8 exits";
    let [wrong, again] = [wrong, "compile sum (test.unna:3): object(4) int int"].map(|text| line_of(&log, text));
    assert!(again < wrong && log.matches("optimise sum (").count() == 2, "it is made again once:\n{log}");
    assert!(!log.contains("operand"), "no check has failed:\n{log}");
    assert!(log.ends_with("again, after 1 codes with wrong facts\n"), "so is each code:\n{log}");
    // Of the loop, of the function, of where it is inlined; and the code that runs then runs on.
    assert!((24..40).contains(&stats.exits["hoisted"]), "{stats}");
}

/// More and more guards fail before a loop, one after the other: of what the loop does not come to
/// then.
const FAILING: &str = "
    function pick(a, b, c, d, which) {
        var total = 0;
        for (var i = 0; i < 4; i = i + 1) {
            if (which == 1) { total = total + a[0]; }
            if (which == 2) { total = total + b[0]; }
            if (which == 3) { total = total + c[0]; }
            if (which == 4) { total = total + d[0]; }
        }
        return total;
    }
    function work(first, a, b, c, d) {
        var all = 0;
        for (var k = 0; k < 200; k = k + 1) { all = all + pick(a, b, c, d, first + k % (5 - first)); }
        return all;
    }
    print work(0, [1], [2], [3], [4]) + work(2, nil, [2], [3], [4]) + work(3, nil, nil, [3], [4]);
    print work(4, nil, nil, nil, [4]);";

#[test]
fn guards_that_fail_before_a_loop_one_after_the_other_are_given_up_together() {
    let (expected, ..) = run(full_builder().jit(JitMode::Off), FAILING);
    let (output, log, _) = run(full_builder().jit(JitMode::Opt), FAILING);
    assert_eq!(output, expected);
    let failed = log.lines().filter(|line| line.contains("wrong work (") && line.contains("hoisted")).count();
    let of_pick = log.lines().filter(|line| line.contains("wrong pick (") && line.contains("hoisted")).count();
    assert!(failed + of_pick >= 2, "the guards fail:\n{log}");
    assert!(failed <= 2 && of_pick <= 2, "the second time all are given up:\n{log}");
    assert!(!log.contains("operand"), "no guard fails where it is:\n{log}");
}
