// A server's memory, as server.unna has it
function session(id) {
    const items = [];
    for (let i = 0; i < 8; i++) { items.push([id, i, id * i | 0]); }
    return { id, name: "session " + id, items, seen: null };
}
function serve(sessions, first, requests) {
    let seed = (first + 12345) % 139968;
    let check = 0;
    for (let r = 0; r < requests; r++) {
        seed = (seed * 3877 + 29573) % 139968;
        const place = (seed * 13 + r) % sessions.length;
        const old = sessions[place];
        const fresh = session(first + r);
        fresh.seen = old.items[r % 8];
        sessions[place] = fresh;
        check = (check + old.id + old.name.length + fresh.seen[1]) % 1000003;
    }
    return check;
}
const SESSIONS = 180000, REQUESTS = 200000;
const sessions = [];
for (let i = 0; i < SESSIONS; i++) { sessions.push(session(i)); }
let check = 0;
for (let tenth = 0; tenth < 10; tenth++) {
    check = (check + serve(sessions, tenth * REQUESTS, REQUESTS)) % 1000003;
}
console.log(String(check));
