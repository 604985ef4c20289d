//! TRS WCM: a folder a column, `index_1.html` for page 2, `tYYYYMMDD_N.html`, the pager written by `createPageHTML`.

use crate::demo::dialects::{ArticleView, Dialect, Leaf, Place};
use chrono::NaiveDate;

pub(crate) struct Trs;

impl Dialect for Trs {
    fn column(&self, place: Place) -> String {
        format!("/{}/", place.slug)
    }

    fn page(&self, place: Place, number: usize) -> String {
        format!("/{}/index_{}.html", place.slug, number - 1)
    }

    fn article(&self, place: Place, serial: usize, day: NaiveDate) -> String {
        format!("/{}/{}/t{}_{serial}.html", place.slug, day.format("%Y%m"), day.format("%Y%m%d"))
    }

    fn pager(&self, _place: Place, leaf: Leaf) -> String {
        let pages = if leaf.scripted { leaf.pages + 1 } else { leaf.pages };
        format!(
            "<div class=\"page\"><script type=\"text/javascript\">\ncreatePageHTML({pages}, {}, \"index\", \"html\", {});\n\
             function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt, _nCount){{\n\
             \tif(_nCurrIndex < _nPageCount - 1) document.write('<a href=\"' + _sPageName + '_' + (_nCurrIndex + 1) + '.' + _sPageExt + '\">下一页</a>');\n\
             }}\n</script></div>\n",
            leaf.number - 1,
            leaf.entries
        )
    }

    fn body(&self, article: &ArticleView<'_>) -> String {
        format!(
            "<div class=\"detail\"><h1>{}</h1>\n<div class=\"info\"><span>发布时间：{} 09:12</span> <span>来源：{}</span></div>\n\
             <div class=\"trs_editor_view TRS_UEDITOR trs_paper_default\">\n{}</div></div>\n",
            article.title,
            article.day.format("%Y-%m-%d"),
            article.source,
            article.html
        )
    }

    fn head(&self) -> &'static str {
        "<!--TRS WCM-->\n"
    }

    fn crumb(&self) -> &'static str {
        " class=\"CurrChnlCls\""
    }

    fn relative(&self, place: Place, article: &str, _number: usize) -> String {
        match article.strip_prefix(&self.column(place)) {
            Some(rest) => format!("./{rest}"),
            None => article.to_owned(),
        }
    }
}
