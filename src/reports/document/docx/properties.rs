//! Properties of the file: title, who made it, when.

use crate::reports::ReportError;
use crate::reports::document::Document;
use crate::reports::document::docx::package::{Package, Part};
use crate::reports::document::docx::xml::Xml;
use chrono::NaiveDate;

const CORE: &str = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
const EXTENDED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";

pub(super) fn add(
    package: &mut Package,
    document: &Document,
    made_on: NaiveDate,
) -> Result<(), ReportError> {
    package.add(Part {
        path: "docProps/core.xml".into(),
        content_type: "application/vnd.openxmlformats-package.core-properties+xml".into(),
        kind:
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
                .into(),
        owner: "",
        bytes: core(document, made_on)?,
    });
    package.add(Part {
        path: "docProps/app.xml".into(),
        content_type: "application/vnd.openxmlformats-officedocument.extended-properties+xml"
            .into(),
        kind: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties"
            .into(),
        owner: "",
        bytes: app()?,
    });
    Ok(())
}

fn core(document: &Document, made_on: NaiveDate) -> Result<Vec<u8>, ReportError> {
    let namespaces = [
        ("xmlns:cp", CORE),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    let at = format!("{}T00:00:00Z", made_on.format("%Y-%m-%d"));
    let mut xml = Xml::new();
    xml.element("cp:coreProperties", &namespaces, |xml| {
        xml.texts("dc:title", &document.title.concat());
        xml.texts("dc:creator", &document.signature);
        xml.texts("dc:language", "zh-CN");
        for name in ["dcterms:created", "dcterms:modified"] {
            xml.element(name, &[("xsi:type", "dcterms:W3CDTF")], |xml| xml.text(&at));
        }
    });
    xml.finish()
}

fn app() -> Result<Vec<u8>, ReportError> {
    let mut xml = Xml::new();
    xml.element("Properties", &[("xmlns", EXTENDED)], |xml| xml.texts("Application", "pucha"));
    xml.finish()
}
