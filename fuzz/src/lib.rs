//! What the fuzz targets share: a heap that is measured, and workbooks around the text of a sheet.

pub mod heap;
pub mod workbook;
