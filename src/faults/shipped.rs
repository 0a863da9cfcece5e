//! What a step does in the program as it is shipped: what it was to do.

use std::io;

use super::Step;

pub(crate) fn around<T>(_: Step, change: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    change()
}

pub(crate) fn write(
    _: Step,
    bytes: &[u8],
    write: impl FnOnce(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    write(bytes)
}
