//! The typefaces by their official names, and what stands in for each where it is not installed.

use crate::reports::ReportError;
use crate::reports::document::docx::NAMESPACES;
use crate::reports::document::docx::xml::Xml;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reports::document::docx) struct Typeface {
    pub(in crate::reports::document::docx) name: &'static str,
    /// Tried where the first name is not installed.
    other_name: &'static str,
    family: &'static str,
    /// `86`: GB 2312.
    charset: &'static str,
}

pub(in crate::reports::document::docx) const BIAO_SONG: Typeface =
    chinese("方正小标宋简体", "方正小标宋_GBK", "script");
pub(in crate::reports::document::docx) const FANG_SONG: Typeface =
    chinese("仿宋_GB2312", "仿宋", "modern");
pub(in crate::reports::document::docx) const KAI: Typeface =
    chinese("楷体_GB2312", "楷体", "modern");
pub(in crate::reports::document::docx) const HEI: Typeface = chinese("黑体", "SimHei", "modern");
pub(in crate::reports::document::docx) const SONG: Typeface = chinese("宋体", "SimSun", "auto");
pub(in crate::reports::document::docx) const LATIN: Typeface =
    Typeface { name: "Times New Roman", other_name: "", family: "roman", charset: "00" };

const fn chinese(name: &'static str, other_name: &'static str, family: &'static str) -> Typeface {
    Typeface { name, other_name, family, charset: "86" }
}

pub(in crate::reports::document::docx) fn part() -> Result<Vec<u8>, ReportError> {
    let mut xml = Xml::new();
    xml.element("w:fonts", &NAMESPACES[..2], |xml| {
        for it in [BIAO_SONG, FANG_SONG, KAI, HEI, SONG, LATIN] {
            xml.element("w:font", &[("w:name", it.name)], |xml| {
                if !it.other_name.is_empty() {
                    xml.value("w:altName", it.other_name);
                }
                xml.value("w:charset", it.charset);
                xml.value("w:family", it.family);
                xml.value("w:pitch", if it.family == "modern" { "fixed" } else { "variable" });
            });
        }
    });
    xml.finish()
}
