//! The document's settings: odd and even pages apart, Chinese typesetting, the layout of Word 2013 and later.

use crate::reports::ReportError;
use crate::reports::document::docx::NAMESPACES;
use crate::reports::document::docx::xml::Xml;

const WORD: &str = "http://schemas.microsoft.com/office/word";

pub(super) fn part() -> Result<Vec<u8>, ReportError> {
    let mut xml = Xml::new();
    xml.element("w:settings", &NAMESPACES[..2], |xml| {
        xml.empty("w:zoom", &[("w:percent", "100")]);
        xml.value("w:defaultTabStop", 420);
        xml.empty("w:evenAndOddHeaders", &[]);
        xml.value("w:characterSpacingControl", "compressPunctuation");
        xml.element("w:compat", &[], |xml| {
            for name in [
                "w:balanceSingleByteDoubleByteWidth",
                "w:doNotLeaveBackslashAlone",
                "w:ulTrailSpace",
                "w:doNotExpandShiftReturn",
                "w:adjustLineHeightInTable",
                "w:useFELayout",
            ] {
                xml.empty(name, &[]);
            }
            for (name, value) in [
                ("compatibilityMode", "15"),
                ("overrideTableStyleFontSizeAndJustification", "1"),
                ("enableOpenTypeFeatures", "1"),
                ("doNotFlipMirrorIndents", "1"),
            ] {
                xml.empty(
                    "w:compatSetting",
                    &[("w:name", name), ("w:uri", WORD), ("w:val", value)],
                );
            }
        });
        xml.empty("w:themeFontLang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")]);
    });
    xml.finish()
}
