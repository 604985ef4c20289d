//! What a page is by what dominates it: one list, an article, several boxes.

use crate::model::page::{DateSource, PageKind};
use crate::parse::lists::Run;
use crate::parse::read::Facts;
use crate::parse::{dates, kind};

impl Facts<'_> {
    /// By what dominates the page: one list, an article, several boxes.
    pub(super) fn kind(&self, runs: &[Run], main: Option<&[usize]>, has_pager: bool) -> PageKind {
        let dated_address =
            dates::in_address(self.source.address).is_some_and(|it| it.day.is_some());
        let label = self.published.as_ref().is_some_and(|it| {
            matches!(it.source, DateSource::Label | DateSource::Meta | DateSource::Text)
        });
        let mut weight = kind::article_weight(
            self.doc,
            self.metas.article_title.is_some() || self.metas.pub_date.is_some(),
            label,
            dated_address,
        );
        // The way here ends in 正文.
        let last = self.breadcrumb.last().map_or("", |it| it.text.as_str());
        if ["正文", "详细内容", "文章内容", "内容详情", "信息详情"]
            .iter()
            .any(|it| last.ends_with(it))
        {
            weight += 2;
        }
        let entries: usize = main.unwrap_or_default().iter().map(|it| runs[*it].rows.len()).sum();
        let printed: usize = main.unwrap_or_default().iter().map(|it| runs[*it].printed).sum();
        let own_text = kind::own_text(self.doc);
        let long = 3 <= printed && has_pager || 6 <= printed || 8 <= entries && has_pager;
        let is_sure = self.metas.article_title.is_some() || dated_address || 6 <= weight;
        // Some products date the home page as they date an article.
        let is_front = self.is_root() && self.metas.article_title.is_none() && 2 <= runs.len();
        if weight >= 4 && (is_sure || !long) && 40 < own_text && !is_front {
            return PageKind::Article;
        }
        if self.is_root() && !self.has_trail() && !(main.is_some() && has_pager) {
            return PageKind::Home;
        }
        if main.is_some() && (0 < printed || self.has_trail() || has_pager || 3 <= entries) {
            return PageKind::List;
        }
        if 2 <= runs.len() {
            return PageKind::Hub;
        }
        let is_labelled = self.published.as_ref().is_some_and(|it| it.source == DateSource::Label);
        let is_dated_text = is_labelled && runs.is_empty() && 150 < own_text;
        if weight >= 3 && 80 < own_text || is_dated_text {
            return PageKind::Article;
        }
        PageKind::Other
    }
}
