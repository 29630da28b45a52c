//! A network of the test's own: what is sent there reaches nobody.

use std::process::Command;

/// Set in the process that runs in the namespace.
const MARK: &str = "KEYWRIGHT_TEST_NAMESPACE";

/// True in a network namespace that holds nothing but a loopback interface. Elsewhere the test of this name is run again
/// in one, and the answer is no: then its caller has nothing left to do.
pub fn inside(test: &str) -> bool {
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    // The second one is for people who are not root; some machines allow neither.
    let ways: [&[&str]; 2] = [&["--net"], &["--map-root-user", "--net"]];
    let enter = |way: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(way).args(["--", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"]);
        command
    };
    let works = |way: &&&[&str]| enter(way).arg("true").output().is_ok_and(|output| output.status.success());
    let Some(way) = ways.iter().find(works) else {
        eprintln!("skipped: no network namespace can be made here (unshare, ip)");
        return false;
    };
    let program = std::env::current_exe().unwrap();
    let output =
        enter(way).arg(program).args(["--exact", test, "--nocapture"]).env(MARK, "1").output().expect("it ran before");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "in a namespace: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    false
}

/// Runs `ip` with these words, which has to work.
pub fn ip(words: &str) {
    let output = Command::new("ip").args(words.split_whitespace()).output().unwrap();
    assert!(output.status.success(), "ip {words}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A cable: an interface with an IPv4 address, and the end of the cable at somebody else's.
pub fn cable(interface: &str, address: &str) {
    // IPv6 would send of its own accord, and what is counted here is only what the charger sends.
    let _ = std::fs::write("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
    ip(&format!("link add {interface} type veth peer name {interface}-far"));
    ip(&format!("address add {address} dev {interface}"));
    ip(&format!("link set {interface} up"));
    ip(&format!("link set {interface}-far up"));
}

/// How many packets have left through an interface.
pub fn sent(interface: &str) -> u64 {
    let table = std::fs::read_to_string("/proc/net/dev").unwrap();
    let counts = table.lines().find_map(|line| line.trim_start().strip_prefix(&format!("{interface}:"))).unwrap();
    // Eight columns of what was received stand before it.
    counts.split_whitespace().nth(9).unwrap().parse().unwrap()
}

/// Whether somebody has joined the group of multicast DNS on an interface.
pub fn joined(interface: &str) -> bool {
    let table = std::fs::read_to_string("/proc/net/igmp").unwrap();
    let mut here = false;
    table.lines().any(|line| {
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or_default();
        if first.parse::<u32>().is_ok() && !line.starts_with(char::is_whitespace) {
            here = words.next() == Some(interface);
        }
        // 224.0.0.251, in the byte order of the network read on a little-endian machine.
        here && first == "FB0000E0"
    })
}
