//! What must not stand on a page, in `pucha inspect`. Numbers of persons are masked already.

use crate::model::facts::content::{HiddenBlock, OnPage};
use std::fmt::Write as _;

pub(super) fn content(out: &mut String, page: &OnPage) {
    if *page == OnPage::default() {
        return;
    }
    out.push_str("内容\n");
    for block in &page.hidden {
        hidden(out, block);
    }
    if let Some(it) = &page.saying {
        let doubt = if it.doubtful { "（存疑）" } else { "" };
        let _ = writeln!(out, "    页面涉及{}{doubt}：{}", it.trade, it.phrases.join("、"));
    }
    for it in &page.speaking {
        let _ = writeln!(out, "    链接文字涉及{}：{} {}", it.trade, it.text, it.address);
    }
    for it in &page.personal {
        let doubt = if it.unclear { "（是否私人的未判定）" } else { "" };
        let _ = writeln!(out, "    {}：{} 个{doubt}，如 {}", it.kind, it.count, it.example);
    }
    for it in &page.words {
        let _ = writeln!(out, "    错敏词：{}（{} 处），{}", it.wrong, it.count, it.context);
    }
    out.push('\n');
}

fn hidden(out: &mut String, block: &HiddenBlock) {
    let about = block.trade.map(|it| format!("，涉及{it}")).unwrap_or_default();
    let _ = writeln!(
        out,
        "    隐藏的站外链接：{} 个，{} 个域名，{}{about}",
        block.count, block.domains, block.by
    );
    for link in block.links.iter().take(5) {
        let _ = writeln!(out, "        {} {}", link.text, link.address);
    }
}
