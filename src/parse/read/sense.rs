//! What a page is: by the lists in it, and by the signs that are stronger than they.

use crate::model::page::{Emptiness, LeadsTo, List, Notice, NoticeKind, PageKind};
use crate::parse::doc::Doc;
use crate::parse::family::Known;
use crate::parse::read::{Facts, Scripts};
use crate::parse::{challenge, emptiness, head, includes, kind, leads};

/// What the page turned out to be.
pub(super) struct Sense {
    pub(super) kind: PageKind,
    pub(super) title: String,
    pub(super) text_chars: usize,
    pub(super) leads_to: Option<LeadsTo>,
    pub(super) blocked_by: Option<String>,
    pub(super) emptiness: Emptiness,
    pub(super) notice: Option<Notice>,
    pub(super) statement: Option<String>,
}

impl Facts<'_> {
    /// What stronger signs make of a page that looks like `kind` by its lists.
    pub(super) fn sense(&self, kind: PageKind, lists: &[List]) -> Sense {
        let source = self.source;
        let title = head::title(self.doc);
        let headings = head::headings(self.doc);
        let text_chars = self.text.grams.letters();
        let notice = self.notice(&title, &headings, text_chars);
        let blocked_by = challenge::may_be(text_chars)
            .then(|| challenge(source.status, source.headers, source.body))
            .flatten();
        let may_lead = blocked_by.is_none() && self.scripts == Scripts::Waiting;
        let leads_to = may_lead
            .then(|| leads::find(self.doc, source.address, self.base, text_chars))
            .flatten();
        let entries: usize = lists.iter().map(|it| it.entries.len()).sum();
        let says = |kinds: &[NoticeKind]| {
            entries == 0 && notice.as_ref().is_some_and(|it| kinds.contains(&it.kind))
        };
        let kind = if blocked_by.is_some() {
            PageKind::Blocked
        } else if matches!(source.status, 404 | 410) || says(&[NoticeKind::NotFound]) {
            PageKind::NotFound
        } else if says(&[NoticeKind::UnderConstruction, NoticeKind::ServerDefault]) {
            PageKind::Placeholder
        } else if self.scripts != Scripts::Done
            && leads_to.is_none()
            && kind::is_shell(self.doc, text_chars, entries)
        {
            PageKind::Shell
        } else {
            kind
        };
        let may_fill = self.scripts != Scripts::Done
            && includes::may_fill(self.doc, source.address, self.base, source.includes);
        let emptiness = if leads_to.is_some() {
            Emptiness::Undecided
        } else {
            emptiness::emptiness(
                self.doc,
                &emptiness::Look {
                    kind,
                    text: self.text,
                    entries,
                    may_fill,
                    crumbs: self.crumbs,
                    is_column: self.has_trail() || self.metas.column_name.is_some(),
                },
            )
        };
        let (printed, _) = self.article(kind);
        let tagged = self.metas.article_title.as_deref();
        let heading = tagged
            .or(printed.as_deref())
            .or(headings.first().map(String::as_str))
            .unwrap_or(&title);
        let statement = emptiness::statement(lists, (kind == PageKind::Article).then_some(heading));
        let in_words = entries == 0 && kind == PageKind::Other && text_chars < 2000;
        let statement = statement
            .or_else(|| in_words.then(|| emptiness::printed_statement(self.doc)).flatten());
        let emptiness = if statement.is_some() && in_words { Emptiness::Filled } else { emptiness };
        Sense { kind, title, text_chars, leads_to, blocked_by, emptiness, notice, statement }
    }

    /// An article's title and where it came from: by its tags, or where the family prints them.
    pub(super) fn article(&self, kind: PageKind) -> (Option<String>, Option<String>) {
        if kind != PageKind::Article {
            return (None, None);
        }
        let known = |part: fn(&Known, &Doc) -> Option<String>| part(self.known?, self.doc);
        (
            self.metas.article_title.clone().or_else(|| known(Known::title)),
            self.metas.content_source.clone().or_else(|| known(Known::source)),
        )
    }

    fn notice(&self, title: &str, headings: &[String], chars: usize) -> Option<Notice> {
        let said = kind::Said { title, headings, doc: self.doc, text: self.text, chars };
        kind::notice(self.html, &said)
    }
}
