//! What the operating system says of this process.

/// Kilobytes of memory in use.
///
/// # Panics
/// Where the system does not tell: on others than Linux.
#[must_use]
pub fn resident_kilobytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok())
        .unwrap_or_else(|| panic!("/proc/self/status tells no VmRSS"))
}
