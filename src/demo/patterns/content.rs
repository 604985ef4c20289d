//! What must not stand on a page, and what only looks so: hidden links, strangers' sites, personal data, wrong words. All
//! persons and numbers are made up; no county has the division code 349901.

use crate::demo::answers::Answer;
use crate::demo::outside;
use crate::demo::plan::SitePlan;
use crate::demo::truth::Subject;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CARD: &str = "6222021234567890128";

/// The portal: everything that careless programs take for such a fault.
pub(crate) fn sound(site: &mut SitePlan) {
    hidden_but_harmless(site);
    for (host, trap, why) in [
        (outside::WARNING, "反诈宣传文章", "文章引用了赌博网站的词语，是提醒群众防范"),
        (outside::LOTTERY, "体育彩票网站", "国家彩票的网站，不是赌博"),
    ] {
        let address = format!("http://{host}/");
        site.on_home.push(format!("<p><a href=\"{address}\">便民链接</a></p>\n"));
        site.trap(trap, "illegal_links", Subject::Link(address), why);
    }
    site.in_article.push(
        "<p>咨询联系人：王主任，13800009999；监督电话：13800008888；技术支持：13800007777。</p>\n\
         <p>公示对象：张某，349901********1015，138****0001；银行卡号6222***********0128。</p>\n\
         <p>统一社会信用代码：349901196003151015。缴款账户户名：澜青县财政局，账号6222021234567890128。</p>\n\
         <p>群众来信写道：“希望镇里再接再励。”《关于布署冬季工作的通知》另行印发，县报发布署名文章。</p>\n"
            .into(),
    );
    for (code, trap, why) in [
        ("personal_data.id_number", "已遮挡的号码", "公示中的身份证号已遮挡"),
        ("personal_data.id_number", "统一社会信用代码", "全是数字的信用代码，不是身份证号"),
        ("personal_data.phone", "单位的联系电话", "咨询、监督电话是单位自己公布的"),
        ("personal_data.phone", "已遮挡的手机号", "公示中的手机号码已遮挡"),
        ("personal_data.bank_card", "单位的收款账户", "缴款账户是单位的，应当公布"),
        ("personal_data.bank_card", "已遮挡的卡号", "公示中的卡号已遮挡"),
        ("wording", "引文和文件标题", "错字在引号和书名号里，是原文"),
        ("wording", "更长的正确词语", "“发布署名文章”里的字碰巧相连"),
    ] {
        site.trap(trap, code, Subject::None, why);
    }
}

fn hidden_but_harmless(site: &mut SitePlan) {
    site.on_home.push(
        "<a href=\"#main\" style=\"position:absolute;left:-9999px\">跳到主要内容</a>\n\
         <div class=\"tabs\"><ul class=\"con\"><li><a href=\"http://www.gov.cn/\">国家部门</a></li></ul>\
         <ul class=\"con\" style=\"display:none\"><li><a href=\"http://news.anlan.gov.cn/\">新闻媒体</a></li></ul></div>\n\
         <div style=\"display:none\"><a href=\"http://mp.weixin.qq.com/\">分享到微信</a></div>\n"
            .into(),
    );
    let company = format!("http://{}/", outside::COMPANY);
    site.on_home.push(format!(
        "<div class=\"submenu\" style=\"display:none\"><a href=\"{company}\">县城投公司</a></div>\n"
    ));
    for (link, trap, why) in [
        ("http://news.anlan.gov.cn/", "选项卡的第二页", "切换后可以看到，指向政府网站"),
        ("http://mp.weixin.qq.com/", "隐藏的分享按钮", "指向常用服务"),
        (company.as_str(), "下拉菜单", "鼠标移上去才展开"),
    ] {
        site.trap(trap, "hidden_links", Subject::Link(link.to_owned()), why);
    }
}

/// A site that was broken into, links to strangers, and published a list as it was.
pub(crate) fn careless(site: &mut SitePlan) {
    let gambling = format!("http://{}/", outside::GAMBLING);
    site.on_home.push(format!(
        "<div style=\"position:absolute;left:-9999px\"><a href=\"{gambling}\">澳门新葡京</a></div>\n"
    ));
    site.finding("hidden_links", Subject::Link(gambling.clone()), "移出屏幕的赌博网站链接");
    site.finding("illegal_links", Subject::Link(gambling), "隐藏的链接指向赌博网站");
    let sold = format!("http://{}/", outside::SOLD);
    site.on_home.push(format!("<p><a href=\"{sold}\">县健康教育协会</a></p>\n"));
    site.finding("illegal_links", Subject::Link(sold), "协会的域名已被转卖");
    let path = "/files/butie.xlsx";
    let address = site.at(path);
    site.in_article.push(format!("<p>附件：<a href=\"{path}\">补贴发放花名册</a></p>\n"));
    site.extra.push((path.to_owned(), Answer::of(200, SHEET, roll().unwrap_or_default())));
    for (code, why) in [
        ("personal_data.id_number", "附件花名册中的身份证号没有遮挡"),
        ("personal_data.phone", "附件花名册中的手机号码没有遮挡"),
        ("personal_data.bank_card", "附件花名册中的银行卡号没有遮挡"),
    ] {
        site.finding(code, Subject::Link(address.clone()), why);
    }
    site.in_article.push("<p>会议对秋冬季工作作了全面布署。</p>\n".into());
    site.finding("wording", Subject::None, "正文把“部署”写成“布署”");
}

/// A spreadsheet as such lists are handed round.
fn roll() -> Result<Vec<u8>, XlsxError> {
    let rows = [
        ["农户姓名", "身份证号", "手机", "银行卡号"],
        ["张某", "349901196003151015", "13800000001", CARD],
        ["李某", "349901197108222021", "13800000002", CARD],
        ["王某", "349901195511303033", "13800000003", CARD],
    ];
    let mut book = Workbook::new();
    // The same bytes whenever the demo is made.
    let made_on = ExcelDateTime::from_ymd(2026, 1, 5)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made_on));
    let sheet = book.add_worksheet();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write(row, column, cell)?;
        }
    }
    book.save_to_buffer()
}
