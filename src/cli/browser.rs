//! What the operator is told of pages that only a browser shows.

use crate::census::{Ended, Plan};
use crate::fetch::browser::find;
use crate::store::{Store, StoreError};

/// Where to get a browser; nothing else has to be done.
pub(crate) const HOW_TO_INSTALL: &str = "安装浏览器的办法：Debian、Ubuntu 运行 apt-get install chromium（Ubuntu 也可用 snap install chromium）；\
     银河麒麟、统信 UOS 在软件商店安装 Chromium 或谷歌浏览器，或运行 apt-get install chromium；\
     已装有 Chrome 或 Edge 而程序找不到的，把它的位置写到 config/pucha.toml 的 [browser] path。";

/// How many columns of the run were left open because only a browser shows them; `None` where there are none.
pub(crate) fn left_open(
    plan: &Plan,
    ended: &Ended,
    store: &Store,
) -> Result<Option<String>, StoreError> {
    let mut open = 0;
    for site in store.done_sites(&ended.run.id)? {
        open += store.counts(&ended.run.id, &site)?.map_or(0, |it| it.columns_need_browser);
    }
    if open == 0 {
        return Ok(None);
    }
    let said = if find(&plan.browser).is_some() {
        format!("有 {open} 个栏目的内容靠脚本显示，用浏览器也未能读全，未作判定。")
    } else if plan.browser.enabled {
        format!(
            "有 {open} 个栏目的内容需浏览器才能显示，本机没有找到浏览器，未作判定。{HOW_TO_INSTALL}"
        )
    } else {
        format!(
            "有 {open} 个栏目的内容需浏览器才能显示，而设置中 [browser] enabled = false，未作判定。"
        )
    };
    Ok(Some(said))
}
