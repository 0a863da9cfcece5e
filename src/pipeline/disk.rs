//! Takes a folder; says whether it lies on a network file system, where SQLite's locks and
//! write-ahead log do not work.

use std::path::Path;

/// File systems that reach over a network, as Linux names them.
const NETWORK: [&str; 8] = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "ceph"];

/// The kind of network file system a folder lies on; `None` for a local one, and where the
/// operating system does not say.
pub(super) fn network_file_system(folder: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mounts").ok()?;
    let folder = folder.canonicalize().ok()?;
    network_kind(&mounts, &folder)
}

fn network_kind(mounts: &str, folder: &Path) -> Option<String> {
    kind_of(mounts, folder).filter(|kind| NETWORK.contains(&kind.as_str()))
}

/// The file system of the longest mount point above a folder (`proc(5)`, `fstab(5)`).
fn kind_of(mounts: &str, folder: &Path) -> Option<String> {
    mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            let point = fields.next()?.replace("\\040", " ");
            Some((point, fields.next()?))
        })
        .filter(|(point, _)| folder.starts_with(point))
        .max_by_key(|(point, _)| point.len())
        .map(|(_, kind)| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_mount_point_decides() {
        let mounts = "/dev/vda / ext4 rw 0 0\nnas:/x /srv/the\\040share nfs4 rw 0 0\n";
        let kind = |folder: &str| kind_of(mounts, Path::new(folder)).unwrap();
        assert_eq!(kind("/srv/the share/data"), "nfs4");
        assert_eq!(kind("/srv/data"), "ext4");
    }

    #[test]
    fn only_what_reaches_over_a_network_is_refused() {
        let kinds =
            ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "ceph", "ext4", "tmpfs", "overlay"];
        for kind in kinds {
            let mounts = format!("/dev/vda / ext4 rw 0 0\nthere /var/lib/desk {kind} rw 0 0\n");
            let refused = network_kind(&mounts, Path::new("/var/lib/desk/data"));
            let is_local = ["ext4", "tmpfs", "overlay"].contains(&kind);
            assert_eq!(refused, (!is_local).then(|| kind.to_owned()), "{kind}");
            assert_eq!(network_kind(&mounts, Path::new("/var/lib/desktop")), None);
        }
    }
}
