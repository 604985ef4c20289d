//! How `pucha inspect` calls things in Chinese.

use crate::model::page::{
    CharsetSource, DateSource, Emptiness, LeadsBy, LinkKind, MarkState, NoticeKind, PageKind, Place,
};

pub(super) fn kind(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Home => "首页",
        PageKind::List => "栏目列表",
        PageKind::Hub => "频道页（多个栏目）",
        PageKind::Article => "正文",
        PageKind::Shell => "须由浏览器执行脚本才有内容",
        PageKind::Placeholder => "占位页",
        PageKind::Blocked => "拦截页",
        PageKind::NotFound => "页面不存在",
        PageKind::Other => "其他",
    }
}

pub(super) fn charset(source: CharsetSource) -> &'static str {
    match source {
        CharsetSource::Bom => "文件开头的标记",
        CharsetSource::Header => "响应头",
        CharsetSource::Meta => "页面声明",
        CharsetSource::Content => "内容本身",
    }
}

pub(super) fn source(source: DateSource) -> &'static str {
    match source {
        DateSource::List => "列表所印",
        DateSource::Meta => "页面标签",
        DateSource::Label => "发布时间字样",
        DateSource::Article => "正文页",
        DateSource::Address => "网址中的日期",
        DateSource::Text => "正文文字",
        DateSource::Inferred => "年份为推断",
    }
}

pub(super) fn emptiness(emptiness: &Emptiness) -> &'static str {
    match emptiness {
        Emptiness::Filled => "有内容",
        Emptiness::Empty => "空白",
        Emptiness::Undecided => "可能由脚本填充，无法判定",
    }
}

pub(super) fn by(by: LeadsBy) -> &'static str {
    match by {
        LeadsBy::Refresh => "页面刷新标签",
        LeadsBy::Script => "脚本",
        LeadsBy::Frame => "框架",
    }
}

pub(super) fn notice_kind(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::NotFound => "页面不存在",
        NoticeKind::UnderConstruction => "建设或维护中",
        NoticeKind::ServerDefault => "服务器默认页",
        NoticeKind::Closed => "网站已关闭",
        NoticeKind::Moved => "网站已迁移",
        NoticeKind::Archived => "已归档",
        NoticeKind::Hijacked => "疑似被篡改或域名被转卖",
    }
}

pub(super) fn mark_state(state: MarkState) -> &'static str {
    match state {
        MarkState::Present => "有",
        MarkState::Malformed => "格式不对",
        MarkState::Missing => "没有",
        MarkState::Unseen => "未能看到（可能由脚本生成）",
    }
}

pub(super) fn link_kind(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Page => "页面",
        LinkKind::Attachment => "附件",
        LinkKind::Image => "图片",
        LinkKind::Script => "脚本",
        LinkKind::Style => "样式",
        LinkKind::Frame => "框架",
    }
}

pub(super) fn place(place: Place) -> &'static str {
    match place {
        Place::Body => "正文区",
        Place::Nav => "导航",
        Place::Footer => "页脚",
        Place::Option => "下拉框",
    }
}
