//! The package: its parts, what each is, and which part or address each refers to (Open Packaging Conventions).

use crate::reports::ReportError;
use crate::reports::document::docx::xml::Xml;
use std::collections::HashMap;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CONTENT_TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
const DOCUMENT: &str = "word/document.xml";

/// A file of the package that another refers to.
pub(super) struct Part {
    /// In the package, `word/styles.xml`.
    pub(super) path: String,
    /// MIME type.
    pub(super) content_type: String,
    /// Address of the kind of relationship.
    pub(super) kind: String,
    /// Whose relationship leads here; the package's own where it is empty.
    pub(super) owner: &'static str,
    pub(super) bytes: Vec<u8>,
}

impl Part {
    /// A part of the main document, named like its kind: `styles`.
    pub(super) fn of_document(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            path: format!("word/{name}.xml"),
            content_type: format!("{WORD}{name}+xml"),
            kind: format!("{OFFICE}{name}"),
            owner: DOCUMENT,
            bytes,
        }
    }

    /// A header or footer: `numbered` is the name with its number, `header1`.
    pub(super) fn of_pages(name: &str, numbered: &str, bytes: Vec<u8>) -> Self {
        Self { path: format!("word/{numbered}.xml"), ..Self::of_document(name, bytes) }
    }
}

#[derive(Default)]
pub(super) struct Package {
    files: Vec<(String, Vec<u8>)>,
    types: Vec<(String, String)>,
    from_root: Vec<Relationship>,
    from_document: Vec<Relationship>,
    /// Identifier of each address that is already linked.
    links: HashMap<String, String>,
}

struct Relationship {
    kind: String,
    target: String,
    external: bool,
}

impl Package {
    /// The relationship's identifier, `rId3`.
    pub(super) fn add(&mut self, part: Part) -> String {
        let is_of_document = part.owner == DOCUMENT;
        let target = match part.path.strip_prefix("word/") {
            Some(below) if is_of_document => below.to_owned(),
            _ => part.path.clone(),
        };
        let relationship = Relationship { kind: part.kind, target, external: false };
        self.types.push((part.path.clone(), part.content_type));
        self.files.push((part.path, part.bytes));
        let owner = if is_of_document { &mut self.from_document } else { &mut self.from_root };
        owner.push(relationship);
        format!("rId{}", owner.len())
    }

    /// A relationship to a chart that is added later: its identifier.
    pub(super) fn chart(&mut self, number: usize) -> String {
        self.from_document.push(Relationship {
            kind: format!("{OFFICE}chart"),
            target: format!("charts/chart{number}.xml"),
            external: false,
        });
        format!("rId{}", self.from_document.len())
    }

    /// The chart's part and the workbook it is drawn from.
    pub(super) fn add_chart(
        &mut self,
        number: usize,
        chart: Vec<u8>,
        workbook: Vec<u8>,
    ) -> Result<(), ReportError> {
        let path = format!("word/charts/chart{number}.xml");
        let book = format!("embeddings/chart{number}.xlsx");
        self.types.push((
            path.clone(),
            "application/vnd.openxmlformats-officedocument.drawingml.chart+xml".into(),
        ));
        let relationships = [Relationship {
            kind: format!("{OFFICE}package"),
            target: format!("../{book}"),
            external: false,
        }];
        self.files.push((path, chart));
        self.files.push((
            format!("word/charts/_rels/chart{number}.xml.rels"),
            relationships_part(&relationships)?,
        ));
        self.files.push((format!("word/{book}"), workbook));
        Ok(())
    }

    /// Identifier of the relationship to an outside address.
    pub(super) fn link(&mut self, address: &str) -> String {
        if let Some(known) = self.links.get(address) {
            return known.clone();
        }
        self.from_document.push(Relationship {
            kind: format!("{OFFICE}hyperlink"),
            target: address.to_owned(),
            external: true,
        });
        let id = format!("rId{}", self.from_document.len());
        self.links.insert(address.to_owned(), id.clone());
        id
    }

    /// The whole file with its main part.
    pub(super) fn finish(mut self, document: Vec<u8>) -> Result<Vec<u8>, ReportError> {
        self.from_root.insert(
            0,
            Relationship {
                kind: format!("{OFFICE}officeDocument"),
                target: DOCUMENT.into(),
                external: false,
            },
        );
        self.types.push((DOCUMENT.into(), format!("{WORD}document.main+xml")));
        let mut files = vec![
            ("[Content_Types].xml".to_owned(), types_part(&self.types)?),
            ("_rels/.rels".to_owned(), relationships_part(&self.from_root)?),
            (DOCUMENT.to_owned(), document),
            ("word/_rels/document.xml.rels".to_owned(), relationships_part(&self.from_document)?),
        ];
        files.extend(self.files);
        zipped(files).map_err(|it| ReportError::Write { file: "docx", reason: it.to_string() })
    }
}

fn types_part(types: &[(String, String)]) -> Result<Vec<u8>, ReportError> {
    let mut xml = Xml::new();
    xml.element("Types", &[("xmlns", CONTENT_TYPES)], |xml| {
        for (extension, content_type) in [
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ] {
            xml.empty("Default", &[("Extension", extension), ("ContentType", content_type)]);
        }
        for (path, content_type) in types {
            let path = format!("/{path}");
            xml.empty("Override", &[("PartName", &path), ("ContentType", content_type)]);
        }
    });
    xml.finish()
}

fn relationships_part(all: &[Relationship]) -> Result<Vec<u8>, ReportError> {
    let mut xml = Xml::new();
    xml.element("Relationships", &[("xmlns", RELATIONSHIPS)], |xml| {
        for (number, it) in (1..).zip(all) {
            let id = format!("rId{number}");
            let mut attributes =
                vec![("Id", id.as_str()), ("Type", &it.kind), ("Target", &it.target)];
            if it.external {
                attributes.push(("TargetMode", "External"));
            }
            xml.empty("Relationship", &attributes);
        }
    });
    xml.finish()
}

/// With one time for all files, so that the same document is the same file.
fn zipped(files: Vec<(String, Vec<u8>)>) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (path, bytes) in files {
        zip.start_file(path, options)?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
