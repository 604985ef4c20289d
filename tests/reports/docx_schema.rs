//! The docx against the order of elements in the schema, and its parts against each other: Word refuses a file in
//! which one of these is wrong, `LibreOffice` does not.

use crate::reports::docx::{full, written};
use crate::reports::ooxml::{Node, files, part, tree};
use pucha::reports::clean::one_line;
use pucha::reports::document::{Address, Annex, Block, Column, Document, Field, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Parent and its children in the order of ISO/IEC 29500-1 (transitional), as far as documents of ours have them; what
/// may stand in any order among each other is joined by `|`.
const ORDER: &[(&str, &str)] = &[
    ("w:document", "w:body"),
    ("w:body", "w:p|w:tbl w:sectPr"),
    ("w:hdr", "w:p|w:tbl"),
    ("w:ftr", "w:p|w:tbl"),
    ("w:p", "w:pPr w:r|w:hyperlink"),
    ("w:hyperlink", "w:r"),
    ("w:r", "w:rPr w:t|w:br|w:tab|w:drawing|w:pict|w:fldChar|w:instrText"),
    (
        "w:pPr",
        "w:pStyle w:keepNext w:keepLines w:pageBreakBefore w:framePr w:widowControl w:numPr \
         w:suppressLineNumbers w:pBdr w:shd w:tabs w:suppressAutoHyphens w:kinsoku w:wordWrap w:overflowPunct \
         w:topLinePunct w:autoSpaceDE w:autoSpaceDN w:bidi w:adjustRightInd w:snapToGrid w:spacing w:ind \
         w:contextualSpacing w:mirrorIndents w:suppressOverlap w:jc w:textDirection w:textAlignment \
         w:textboxTightWrap w:outlineLvl w:divId w:cnfStyle w:rPr w:sectPr",
    ),
    (
        "w:rPr",
        "w:rStyle w:rFonts w:b w:bCs w:i w:iCs w:caps w:smallCaps w:strike w:dstrike w:outline w:shadow w:emboss \
         w:imprint w:noProof w:snapToGrid w:vanish w:webHidden w:color w:spacing w:w w:kern w:position w:sz w:szCs \
         w:highlight w:u w:effect w:bdr w:shd w:fitText w:vertAlign w:rtl w:cs w:em w:lang w:eastAsianLayout",
    ),
    ("w:pBdr", "w:top w:left w:bottom w:right w:between w:bar"),
    ("w:tabs", "w:tab"),
    (
        "w:sectPr",
        "w:headerReference|w:footerReference w:footnotePr w:endnotePr w:type w:pgSz w:pgMar w:paperSrc \
         w:pgBorders w:lnNumType w:pgNumType w:cols w:formProt w:vAlign w:noEndnote w:titlePg w:textDirection w:bidi \
         w:rtlGutter w:docGrid",
    ),
    ("w:tbl", "w:tblPr w:tblGrid w:tr"),
    (
        "w:tblPr",
        "w:tblStyle w:tblpPr w:tblOverlap w:bidiVisual w:tblStyleRowBandSize w:tblStyleColBandSize w:tblW w:jc \
         w:tblCellSpacing w:tblInd w:tblBorders w:shd w:tblLayout w:tblCellMar w:tblLook",
    ),
    ("w:tblGrid", "w:gridCol"),
    ("w:tblBorders", "w:top w:left w:bottom w:right w:insideH w:insideV"),
    ("w:tblCellMar", "w:top w:left w:bottom w:right"),
    ("w:tr", "w:tblPrEx w:trPr w:tc"),
    ("w:trPr", "w:cantSplit|w:trHeight|w:tblHeader|w:jc"),
    ("w:tc", "w:tcPr w:p|w:tbl"),
    (
        "w:tcPr",
        "w:cnfStyle w:tcW w:gridSpan w:hMerge w:vMerge w:tcBorders w:shd w:noWrap w:tcMar w:textDirection \
         w:tcFitText w:vAlign w:hideMark",
    ),
    ("w:styles", "w:docDefaults w:latentStyles w:style"),
    ("w:docDefaults", "w:rPrDefault w:pPrDefault"),
    ("w:rPrDefault", "w:rPr"),
    ("w:pPrDefault", "w:pPr"),
    (
        "w:style",
        "w:name w:aliases w:basedOn w:next w:link w:autoRedefine w:hidden w:uiPriority w:semiHidden \
         w:unhideWhenUsed w:qFormat w:locked w:pPr w:rPr w:tblPr w:trPr w:tcPr w:tblStylePr",
    ),
    ("w:fonts", "w:font"),
    ("w:font", "w:altName w:panose1 w:charset w:family w:notTrueType w:pitch w:sig"),
    (
        "w:settings",
        "w:view w:zoom w:mirrorMargins w:defaultTabStop w:evenAndOddHeaders w:drawingGridHorizontalSpacing \
         w:drawingGridVerticalSpacing w:characterSpacingControl w:compat w:themeFontLang w:clrSchemeMapping \
         w:decimalSymbol w:listSeparator",
    ),
    (
        "w:compat",
        "w:spaceForUL w:balanceSingleByteDoubleByteWidth w:doNotLeaveBackslashAlone w:ulTrailSpace \
         w:doNotExpandShiftReturn w:adjustLineHeightInTable w:useFELayout w:compatSetting",
    ),
    ("w:drawing", "wp:inline"),
    ("wp:inline", "wp:extent wp:effectExtent wp:docPr wp:cNvGraphicFramePr a:graphic"),
    ("a:graphic", "a:graphicData"),
    ("a:graphicData", "c:chart"),
    ("w:pict", "v:shapetype v:shape"),
    ("v:shapetype", "v:formulas|v:path|v:textpath"),
    ("v:formulas", "v:f"),
    ("v:shape", "v:fill|v:textpath|w10:wrap"),
    (
        "c:chartSpace",
        "c:date1904 c:lang c:roundedCorners c:style c:clrMapOvr c:pivotSource c:protection c:chart c:spPr c:txPr \
         c:externalData c:printSettings c:userShapes",
    ),
    (
        "c:chart",
        "c:title c:autoTitleDeleted c:pivotFmts c:view3D c:floor c:sideWall c:backWall c:plotArea c:legend \
         c:plotVisOnly c:dispBlanksAs",
    ),
    ("c:title", "c:tx c:layout c:overlay c:spPr c:txPr"),
    ("c:tx", "c:strRef|c:rich"),
    ("c:rich", "a:bodyPr a:lstStyle a:p"),
    ("c:txPr", "a:bodyPr a:lstStyle a:p"),
    ("c:plotArea", "c:layout c:barChart|c:lineChart c:catAx|c:valAx c:dTable c:spPr"),
    (
        "c:barChart",
        "c:barDir c:grouping c:varyColors c:ser c:dLbls c:gapWidth c:overlap c:serLines c:axId",
    ),
    (
        "c:lineChart",
        "c:grouping c:varyColors c:ser c:dLbls c:dropLines c:hiLowLines c:upDownBars c:marker c:smooth c:axId",
    ),
    // Bars have `invertIfNegative` where lines have `marker`, and lines end in `smooth`.
    (
        "c:ser",
        "c:idx c:order c:tx c:spPr c:invertIfNegative|c:marker c:pictureOptions c:dPt c:dLbls c:trendline c:errBars \
         c:cat c:val c:smooth|c:shape",
    ),
    ("c:marker", "c:symbol c:size c:spPr"),
    (
        "c:dLbls",
        "c:dLbl c:numFmt c:spPr c:txPr c:dLblPos c:showLegendKey c:showVal c:showCatName c:showSerName \
         c:showPercent c:showBubbleSize c:separator c:showLeaderLines",
    ),
    ("c:cat", "c:strRef"),
    ("c:val", "c:numRef"),
    ("c:strRef", "c:f c:strCache"),
    ("c:numRef", "c:f c:numCache"),
    ("c:strCache", "c:ptCount c:pt"),
    ("c:numCache", "c:formatCode c:ptCount c:pt"),
    ("c:pt", "c:v"),
    (
        "c:catAx",
        "c:axId c:scaling c:delete c:axPos c:majorGridlines c:minorGridlines c:title c:numFmt c:majorTickMark \
         c:minorTickMark c:tickLblPos c:spPr c:txPr c:crossAx c:crosses c:auto c:lblAlgn c:lblOffset c:tickLblSkip \
         c:tickMarkSkip c:noMultiLvlLbl",
    ),
    (
        "c:valAx",
        "c:axId c:scaling c:delete c:axPos c:majorGridlines c:minorGridlines c:title c:numFmt c:majorTickMark \
         c:minorTickMark c:tickLblPos c:spPr c:txPr c:crossAx c:crosses c:crossBetween c:majorUnit c:minorUnit",
    ),
    ("c:scaling", "c:logBase c:orientation c:max c:min"),
    ("c:majorGridlines", "c:spPr"),
    ("c:legend", "c:legendPos c:legendEntry c:layout c:overlay c:spPr c:txPr"),
    ("c:spPr", "a:xfrm a:prstGeom a:noFill|a:solidFill a:ln"),
    ("c:externalData", "c:autoUpdate"),
    ("a:ln", "a:noFill|a:solidFill a:prstDash a:round"),
    ("a:solidFill", "a:srgbClr"),
    ("a:p", "a:pPr a:r a:endParaRPr"),
    ("a:pPr", "a:defRPr"),
    ("a:r", "a:rPr a:t"),
    ("a:defRPr", "a:ln a:noFill|a:solidFill a:latin a:ea a:cs"),
    ("a:rPr", "a:ln a:noFill|a:solidFill a:latin a:ea a:cs"),
];

/// What may stand only once below its parent does so in all the parents above but these.
const MANY: &str = "w:p w:tbl w:r w:hyperlink w:t w:br w:tab w:tr w:tc w:gridCol w:style w:font w:compatSetting \
                    w:headerReference w:footerReference v:f c:ser c:pt c:axId";

fn faults(node: &Node) -> Vec<String> {
    let mut faults = Vec::new();
    let rules: BTreeMap<&str, Vec<Vec<&str>>> = ORDER
        .iter()
        .map(|(parent, children)| {
            (*parent, children.split_whitespace().map(|it| it.split('|').collect()).collect())
        })
        .collect();
    let mut check = |parent: &Node| {
        // The element is called the same in the drawing and in the part.
        if parent.children.is_empty() {
            return;
        }
        let Some(order) = rules.get(parent.name.as_str()) else {
            faults.push(format!("{} is not in the table", parent.name));
            return;
        };
        let mut last = 0;
        let mut seen = BTreeSet::new();
        for child in &parent.children {
            match order.iter().position(|it| it.contains(&child.name.as_str())) {
                None => faults.push(format!("{} may not stand in {}", child.name, parent.name)),
                Some(place) if place < last => {
                    faults.push(format!("{} stands too late in {}", child.name, parent.name));
                }
                Some(place) => last = place,
            }
            let once = !MANY.split_whitespace().any(|it| it == child.name);
            if !seen.insert(child.name.as_str()) && once {
                faults.push(format!("{} stands twice in {}", child.name, parent.name));
            }
        }
        let ends = parent.children.last().is_some_and(|it| it.name == "w:p");
        if parent.name == "w:tc" && !ends {
            faults.push("a cell must end in a paragraph".into());
        }
    };
    check(node);
    node.visit(&mut check);
    faults
}

/// Folder and name of the part that a relationships part belongs to.
fn owner(rels: &str) -> (String, String) {
    let (folder, name) = rels.split_once("_rels/").expect("a relationships part");
    (folder.to_owned(), name.trim_end_matches(".rels").to_owned())
}

/// The part that a target means from a folder.
fn resolved(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for step in target.split('/') {
        if step == ".." {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    steps.join("/")
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, it)| it == ending)
}

fn is_sound(docx: &[u8]) {
    let all = files(docx);
    let types = part(docx, "[Content_Types].xml");
    let named: BTreeSet<&str> =
        types.all("Override").iter().map(|it| it.attribute("PartName")).collect();
    assert_eq!(named.len(), types.all("Override").len(), "each part is named once");
    for name in named {
        assert!(all.contains_key(name.trim_start_matches('/')), "no part {name}");
    }
    for (name, bytes) in all.iter().filter(|(name, _)| has_ending(name, "xml")) {
        let root = tree(bytes);
        if !name.starts_with("docProps") && !name.starts_with('[') {
            let faults = faults(&root);
            assert!(faults.is_empty(), "{name}: {faults:#?}");
        }
    }
    for (rels, bytes) in all.iter().filter(|(name, _)| has_ending(name, "rels")) {
        let (folder, name) = owner(rels);
        let relationships = tree(bytes);
        let mut ids = BTreeSet::new();
        for it in relationships.all("Relationship") {
            assert!(ids.insert(it.attribute("Id").to_owned()), "{rels}: twice {it:?}");
            let target = it.attribute("Target");
            if it.attribute("TargetMode") == "External" {
                assert!(target.starts_with("http://") || target.starts_with("https://"));
                assert!(
                    target.is_ascii()
                        && !target.contains([' ', '"', '<', '>', '|', '\\', '{', '['])
                );
                assert!(url::Url::parse(target).is_ok() && target.len() <= 2_000, "{target}");
            } else {
                let part = resolved(&folder, target);
                assert!(all.contains_key(&part), "{rels}: no part {part}");
            }
        }
        if name.is_empty() {
            continue;
        }
        let mut used = BTreeSet::new();
        tree(&all[&format!("{folder}{name}")]).visit(&mut |it| {
            used.extend(it.attributes.get("r:id").cloned());
        });
        assert!(used.is_subset(&ids), "{rels}: {used:?} of {ids:?}");
    }
    styles_exist(docx);
}

fn styles_exist(docx: &[u8]) {
    let styles = part(docx, "word/styles.xml");
    let ids: BTreeSet<&str> =
        styles.all("w:style").iter().map(|it| it.attribute("w:styleId")).collect();
    assert_eq!(ids.len(), styles.all("w:style").len());
    let body = part(docx, "word/document.xml");
    for (root, names) in [
        (&styles, &["w:basedOn", "w:next"][..]),
        (&body, &["w:pStyle", "w:tblStyle", "w:rStyle"][..]),
    ] {
        for name in names {
            for it in root.all(name) {
                assert!(ids.contains(it.attribute("w:val")), "no style {it:?}");
            }
        }
    }
    let drawings: Vec<&str> = body.all("wp:docPr").iter().map(|it| it.attribute("id")).collect();
    assert_eq!(drawings.iter().collect::<BTreeSet<_>>().len(), drawings.len());
}

#[test]
fn elements_stand_in_the_order_of_the_schema_and_parts_belong_together() {
    let bare = Document { title: vec!["通报".into()], ..Document::default() };
    let issued = Document { draft_note: String::new(), head: String::new(), ..full() };
    let wide = Document { annexes: full().annexes.into_iter().take(2).collect(), ..full() };
    for document in [full(), bare, Document::default(), issued, wide] {
        is_sound(&written(&document));
    }
}

#[test]
fn a_wrong_order_is_seen() {
    let wrong = tree("<w:pPr><w:jc w:val=\"left\"/><w:spacing w:line=\"1\"/></w:pPr>".as_bytes());
    assert_eq!(faults(&wrong), ["w:spacing stands too late in w:pPr"]);
    let unknown = tree("<w:tc><w:tcPr/><w:sdt/></w:tc>".as_bytes());
    assert_eq!(faults(&unknown).len(), 2);
}

#[test]
fn foreign_texts_are_data() {
    let texts = [
        "<script>alert(1)</script>",
        "]]> & &amp; \"quoted\" 'single'",
        "a\u{0}b\u{1}\u{8}\u{b}\u{1f}c\u{fffe}\u{ffff}d",
        "通知\u{202e}cod.exe\u{202c}\u{2066}x\u{2069}",
        "=HYPERLINK(\"http://evil\")",
        "𠮷😀",
        "{ PAGE } «field» <w:t>",
    ];
    let long = "长".repeat(40_000);
    let mut document = full();
    document.signature = texts[0].into();
    document.title = vec![texts[1].into()];
    document.annexes = vec![Annex {
        number: 1,
        title: texts[2].into(),
        wide: true,
        tables: vec![Table {
            heading: texts[3].into(),
            columns: Column::all(&[("内容", 50, false), ("网址", 50, false)]),
            rows: texts
                .iter()
                .copied()
                .chain([long.as_str()])
                .map(|it| {
                    vec![
                        Field { text: it.into(), addresses: Vec::new() },
                        Field { text: String::new(), addresses: addresses() },
                    ]
                })
                .collect(),
        }],
        ..Annex::default()
    }];
    document.chapters[0].blocks = texts.iter().map(|it| Block::Paragraph((*it).into())).collect();
    let docx = written(&document);
    is_sound(&docx);
    let body = part(&docx, "word/document.xml");
    let paragraphs: Vec<String> = body.all("w:p").iter().map(|it| it.words()).collect();
    for text in texts.iter().copied().chain([long.as_str()]) {
        assert!(paragraphs.contains(&one_line(text)), "{text:?}");
    }
    assert!(!body.words().contains(['\u{202e}', '\u{2066}']));
    let links = part(&docx, "word/_rels/document.xml.rels");
    let targets: Vec<&str> = links
        .all("Relationship")
        .into_iter()
        .filter(|it| it.attribute("TargetMode") == "External")
        .map(|it| it.attribute("Target"))
        .collect();
    assert_eq!(
        targets,
        ["http://www.a.gov.cn/%E4%B8%AD?a=%7C%5B1%5D&b=%25zz#x%23y", "https://www.a.gov.cn/",],
        "each once, and only what opens"
    );
    let row = body.all("w:tr").into_iter().last().expect("rows");
    assert!(row.first("w:cantSplit").is_none(), "a row higher than a page must break");
}

fn addresses() -> Vec<Address> {
    let mut addresses: Vec<Address> = [
        "http://www.a.gov.cn/中?a=|[1]&b=%zz#x#y",
        "https://www.a.gov.cn/",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ]
    .map(Address::new)
    .into();
    addresses.push(Address::new(&format!("http://www.a.gov.cn/{}", "a".repeat(3_000))));
    // Whoever builds the document may be wrong about it.
    addresses.push(Address { text: "javascript:alert(2)".into(), opens: true });
    addresses
}
