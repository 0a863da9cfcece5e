//! Takes rows; gives a CSV that is written aside and renamed when it is whole: UTF-8, one line
//! feed a row, a first row of names. Texts that a spreadsheet would compute get an apostrophe.

use std::fmt::Display;
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use csv::Writer;

use crate::archive::ArchiveError;
use crate::archive::export::{Aside, ExportTarget, failed_on, refuse_existing};
use crate::model::shielded;

pub(super) struct Sheet {
    target: PathBuf,
    replace: bool,
    aside: Aside,
    writer: Writer<File>,
    columns: usize,
    pub(super) rows: usize,
}

impl Sheet {
    pub(super) fn begin(
        folder: ExportTarget<'_>,
        name: &str,
        columns: &[&str],
    ) -> Result<Self, ArchiveError> {
        let target = folder.path.join(name);
        let at = ExportTarget { path: &target, replace: folder.replace };
        refuse_existing(at)?;
        let aside = Aside::beside(&target);
        let opened = OpenOptions::new().write(true).create_new(true).open(&aside.path);
        let mut writer = Writer::from_writer(opened.map_err(failed_on(&target))?);
        writer.write_record(columns).map_err(|error| failed_on(&target)(error.into()))?;
        let columns = columns.len();
        Ok(Self { target, replace: folder.replace, aside, writer, columns, rows: 0 })
    }

    pub(super) fn row(&mut self, cells: &[String]) -> Result<(), ArchiveError> {
        debug_assert_eq!(cells.len(), self.columns, "each cell has its column");
        self.rows += 1;
        self.writer.write_record(cells).map_err(|error| failed_on(&self.target)(error.into()))
    }

    pub(super) fn finish(self) -> Result<(PathBuf, usize), ArchiveError> {
        let Self { target, replace, aside, writer, rows, .. } = self;
        let path: &Path = &target;
        let whole = writer.into_inner().map_err(csv::IntoInnerError::into_error);
        whole.and_then(|file| file.sync_all()).map_err(failed_on(path))?;
        refuse_existing(ExportTarget { path, replace })?;
        fs::rename(&aside.path, path).map_err(failed_on(path))?;
        Ok((target, rows))
    }
}

/// A cell of text.
pub(super) fn text(cell: impl AsRef<str>) -> String {
    shielded(cell.as_ref())
}

/// A cell that is a number, a date or a digest.
pub(super) fn plain(cell: impl Display) -> String {
    cell.to_string()
}

/// The same, empty where nothing is known.
pub(super) fn maybe(cell: Option<impl Display>) -> String {
    cell.map(plain).unwrap_or_default()
}
