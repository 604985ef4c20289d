//! Puts the readers together: one page from one answer.

mod dominant;
mod masks;
mod sense;

use crate::model::facts::PageExtras;
use crate::model::facts::features::AheadEntry;
use crate::model::page::{
    Crumb, DateSource, Identity, Link, List, Metas, Page, PageKind, Place, Published, Witness,
};
use crate::parse::challenge::has_header;
use crate::parse::charset::{self, Decoded};
use crate::parse::day;
use crate::parse::day::Days;
use crate::parse::doc::Doc;
use crate::parse::extras::Reading;
use crate::parse::family::{self, Known};
use crate::parse::folded::beginning;
use crate::parse::lists::{self, Context, Run, Settled};
use crate::parse::{Include, Source};
use crate::parse::{
    extras, head, identity, includes, links, notices, outline, pager, published, queries,
};
use crate::reference::cms::{self, Family};
use crate::reference::grams::Indexed;
use crate::reference::signs;
use std::iter;
use url::Url;

/// What the text of a page is cut to.
const TEXT: usize = 20_000;

/// Nobody writes more HTML by hand or program; what is larger is data, or was made to hurt.
const PAGE: usize = 3 << 20;
const INCLUDE: usize = 512 << 10;

/// How far the page's scripts have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scripts {
    Waiting,
    /// A browser ran them, but not all that they asked for was answered.
    Ran,
    /// A browser ran them, and nothing was left open.
    Done,
}

/// Whether a page is read for the marks of its site, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marks {
    Asked,
    Unasked,
}

/// Reads one answer, as far as a page may be long.
pub fn page(source: &Source<'_>) -> Page {
    bounded(source, Scripts::Waiting, Marks::Asked)
}

/// Reads what a browser made of a page. `is_complete`: its scripts got all that they asked for, so nothing will come.
pub fn rendered(source: &Source<'_>, is_complete: bool) -> Page {
    let scripts = if is_complete { Scripts::Done } else { Scripts::Ran };
    bounded(source, scripts, Marks::Asked)
}

/// Reads one answer as [`page`] does, but for the marks of its site, which home pages are judged by: they are
/// [`MarkState::Unseen`](crate::model::page::MarkState::Unseen). Says as well for which other audit days it reads the same. Besides the day, a page depends
/// on nothing but body, base address, status, [`deciding_headers`] and includes.
pub fn page_for_days(source: &Source<'_>) -> (Page, Days) {
    day::tracked(|| bounded(source, Scripts::Waiting, Marks::Unasked))
}

/// What of the headers has a say in how a page reads: its type, and the marks of products that block us, without what
/// differs from answer to answer beside them. The readers see nothing else.
pub fn deciding_headers(headers: &[(String, String)]) -> Vec<(String, String)> {
    let kind = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let signs = signs::challenges().product.iter().flat_map(|it| &it.header);
    let met = signs.filter(|sign| has_header(headers, sign)).filter_map(|it| it.split_once(": "));
    let met = met.map(|(name, value)| (name.to_owned(), value.to_owned()));
    kind.cloned().into_iter().chain(met).collect()
}

fn bounded(source: &Source<'_>, scripts: Scripts, marks: Marks) -> Page {
    let includes: Vec<Include<'_>> = source
        .includes
        .iter()
        .map(|it| Include { body: &it.body[..it.body.len().min(INCLUDE)], ..*it })
        .collect();
    let end = source.body.len().min(PAGE);
    let headers = deciding_headers(source.headers);
    let body = &source.body[..end];
    let cut = Source { headers: &headers, body, includes: &includes, ..*source };
    let mut page = read(&cut, scripts, marks);
    if end < source.body.len() {
        page.defects.push(format!("页面超过 {} MB，只读取了前面的部分", PAGE >> 20));
    }
    page
}

fn read(source: &Source<'_>, scripts: Scripts, marks: Marks) -> Page {
    let mut page = unmasked(source, scripts, marks);
    masks::mask(&mut page);
    page
}

fn unmasked(source: &Source<'_>, scripts: Scripts, marks: Marks) -> Page {
    let Decoded { text: html, charset, mut defects } = charset::decode(source.body, source.headers);
    let doc = laid_out(&html, &charset.label, &mut defects);
    let base = links::base(&doc, source.address);
    let mut links = links::read(&doc, &base, &mut defects);
    includes::add_links(&doc, &base, source.includes, &mut links);
    let metas = head::metas(&doc);
    let shown = doc.text(0);
    let text = Indexed::new(shown);
    let (breadcrumb, crumbs) = head::breadcrumb(&doc, &text, &base);
    let html = Indexed::new(&html);
    let family = family_of(&html, source.address, &links);
    let known = family.and_then(family::of);
    let published = published(&doc, known, &metas, source);
    let facts = Facts {
        source,
        scripts,
        doc: &doc,
        base: &base,
        known,
        metas: &metas,
        breadcrumb: &breadcrumb,
        crumbs,
        published,
        text: &text,
        html: &html,
    };
    let lists = facts.lists(&mut defects);
    let sense = facts.sense(lists.kind, &lists.lists);
    let includes = includes::candidates(&doc, source.address, &base);
    let marks = (marks == Marks::Asked).then(|| facts.identity(&links, &includes, &mut defects));
    let (headline, origin) = facts.article(sense.kind);
    let extras = facts.extras(sense.kind, &links, &lists);
    let notice = sense.notice.map(|it| notices::with_address(it, &links, &text, source.address));
    Page {
        address: source.address.clone(),
        kind: sense.kind,
        charset,
        family: family.map(|it| it.name.to_owned()),
        title: sense.title,
        headline,
        origin,
        text_chars: sense.text_chars,
        published: facts.published.filter(|_| may_tell_a_day(sense.kind, &metas)),
        newest: lists.lists.iter().filter_map(|it| it.newest).max(),
        lists: lists.lists,
        identity: marks.unwrap_or_default(),
        outline: outline::branches(&doc, &base),
        links,
        leads_to: sense.leads_to,
        blocked_by: sense.blocked_by,
        defects,
        includes,
        text: beginning(&text, TEXT).to_owned(),
        metas,
        breadcrumb,
        emptiness: sense.emptiness,
        notice,
        statement: sense.statement,
        extras,
    }
}

fn laid_out(html: &str, charset: &str, defects: &mut Vec<String>) -> Doc {
    let mut doc = Doc::new(html);
    queries::encode(&mut doc, charset);
    if doc.cut {
        defects.push("页面嵌套过深或元素过多，只读取了一部分".into());
    }
    doc
}

/// The family whose system made the page.
fn family_of(html: &Indexed<'_>, own: &Url, links: &[Link]) -> Option<&'static Family> {
    let linked = links.iter().map(|it| it.address.as_str());
    cms::recognise(html, iter::once(own.as_str()).chain(linked))
}

fn may_tell_a_day(kind: PageKind, metas: &Metas) -> bool {
    matches!(kind, PageKind::Article | PageKind::Other) || metas.pub_date.is_some()
}

/// The day of publication: by the tag, where the family prints it, by any other sign.
fn published(
    doc: &Doc,
    known: Option<&Known>,
    metas: &Metas,
    source: &Source<'_>,
) -> Option<Published> {
    let mut witnesses = published::witnesses(doc, metas, source.address, source.audit_day());
    if let Some(date) = known.and_then(|it| it.published(doc, source.audit_day())) {
        witnesses.retain(|it| it.source != DateSource::Label);
        witnesses.push(Witness { date, source: DateSource::Label });
        witnesses.sort_by_key(|it| it.source);
    }
    let Witness { date, source } = *witnesses.first()?;
    Some(Published { date, source, witnesses })
}

/// What is known of a page before its lists are read.
struct Facts<'a> {
    source: &'a Source<'a>,
    scripts: Scripts,
    doc: &'a Doc,
    base: &'a Url,
    /// The family whose system made the page.
    known: Option<&'static Known>,
    metas: &'a Metas,
    breadcrumb: &'a [Crumb],
    crumbs: Option<usize>,
    published: Option<Published>,
    text: &'a Indexed<'a>,
    html: &'a Indexed<'a>,
}

struct Listed {
    kind: PageKind,
    lists: Vec<List>,
    ahead: Vec<AheadEntry>,
}

impl Facts<'_> {
    fn extras(&self, kind: PageKind, links: &[Link], lists: &Listed) -> PageExtras {
        extras::read(&Reading {
            source: self.source,
            doc: self.doc,
            html: self.html,
            text: self.text,
            base: self.base,
            kind,
            links,
            lists: &lists.lists,
            metas: self.metas,
            published: self.published.as_ref(),
            ahead: &lists.ahead,
        })
    }

    fn lists(&self, defects: &mut Vec<String>) -> Listed {
        let context = Context {
            doc: self.doc,
            base: self.base,
            page: self.source.address,
            as_of: self.source.audit_day(),
            crumbs: self.crumbs,
        };
        let runs = lists::runs(&context);
        for odd in runs.iter().flat_map(|it| &it.rows).filter_map(|it| it.odd) {
            let odd = odd.chinese();
            if !defects.contains(&odd) && defects.len() < 40 {
                defects.push(odd);
            }
        }
        let end = runs.iter().map(Run::end).max().unwrap_or(0);
        let has_pager = self.paging(end.saturating_sub(1)).pager.is_some();
        let Settled { runs, main, aside, odd } =
            lists::settle(&context, self.known, runs, has_pager);
        defects.extend(odd);
        let kind = self.kind(&runs, main.as_deref(), has_pager);
        let lists = match (kind, &main) {
            (PageKind::Article, _) => Vec::new(),
            (PageKind::List, Some(main)) => {
                let mut column = lists::column(&context, &runs, main, self.column_name());
                let after = main.iter().map(|it| runs[*it].end()).max().unwrap_or(0);
                let paging = self.paging(after);
                if paging.no_address {
                    defects.push("翻页由脚本完成，第 2 页起没有网址，只读了本页".into());
                }
                column.pager = paging.pager;
                vec![column]
            }
            _ => lists::boxes(&context, &runs, &aside),
        };
        let ahead = match kind {
            PageKind::Article => Vec::new(),
            _ => lists::ahead(&runs, &lists),
        };
        Listed { kind, lists, ahead }
    }

    fn paging(&self, after: usize) -> pager::Paging {
        pager::find(self.doc, self.known, (self.source.address, self.base), after)
    }

    fn has_trail(&self) -> bool {
        1 < self.breadcrumb.len()
    }

    fn is_root(&self) -> bool {
        let key = crate::parse::same_page_key(self.source.address);
        let leads_home = self.text.holds("返回首页") && self.metas.column_name.is_some();
        !key.contains(['/', '?', '#']) && !leads_home
    }

    /// A column's name by its tag, its place in the breadcrumb, or the title before the site's name.
    fn column_name(&self) -> Option<String> {
        let by_tag = self.metas.column_name.clone();
        let last = self.breadcrumb.last().map(|it| it.text.clone()).filter(|_| self.has_trail());
        by_tag.or(last)
    }

    fn identity(&self, links: &[Link], candidates: &[Url], defects: &mut Vec<String>) -> Identity {
        let seen = identity::seen(self.doc, self.text, links, self.base, self.source.includes);
        let has_footer = seen.has_footer();
        let elsewhere = includes::footer_elsewhere(candidates, self.source.includes, has_footer);
        // Read to its end, the footer's frame included, with nothing that might still fill it: then it is bare.
        let is_whole = || {
            let end = self.html.len().saturating_sub(4000);
            let end = (end..=self.html.len()).find(|it| self.html.is_char_boundary(*it));
            let tail = self.html[end.unwrap_or(0)..].to_ascii_lowercase();
            (tail.contains("</html") || tail.contains("</body"))
                && self.doc.nodes.iter().any(|it| it.place == Place::Footer)
                && !self.html.holds("datasource:")
                && !includes::may_draw(
                    self.doc,
                    self.source.address,
                    self.base,
                    self.source.includes,
                )
        };
        let readable = !elsewhere && (has_footer || is_whole());
        identity::read(&seen, self.metas, readable, defects)
    }
}
