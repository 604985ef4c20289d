//! The sheet 说明 of the ledger's and the results' workbooks: what each column says, and how to read it.

use crate::reports::Month;
use crate::reports::clean::one_line;
use crate::reports::table::{Cell, Table};

const LEDGER: &[(&str, &str)] = &[
    ("指标代码、指标", "查的是哪一项；运行 pucha explain 指标代码 看标准、依据和改法"),
    (
        "问题等级",
        "单项否决（红底粗体）：网站直接判定为不合格；扣分（橙底）：计入得分；提醒（黄底斜体）：不扣分，也请整改",
    ),
    ("问题页面、问题链接", "点开就是问题所在的网页和有问题的链接"),
    ("最后更新日期、超期天数", "栏目最新一条信息的日期，超过规定期限多少天"),
    ("发现时间", "本期看到这个问题的时间（北京时间）"),
    ("证据编号", "留存的当时页面；运行 pucha snapshot show 证据编号 查看"),
    (
        "整改时限",
        "按工作日计算，法定节假日不计、调休上班计入；单项否决、扣分、提醒各有时限，见设置 [rectification]",
    ),
    ("连续期数", "连续几期检查都有这个问题；中间改好过的重新数"),
    ("扣分", "这一个问题扣的分；同一项目有封顶，实际扣分见汇总表的“评分明细”"),
    (
        "整改情况",
        "待整改、已通知、已整改（绿底）、反弹（改好后又出现，红底粗体）、误报、核减、豁免（灰底，经人认定，不计入得分）",
    ),
    ("复核结果", "本期未能复核：这次没有看清，不作已整改，也不算新问题"),
    ("备注", "同一原因涉及几个单位、豁免的理由和期限、单位的反馈"),
];

const RESULTS: &[(&str, &str)] = &[
    (
        "站点状态",
        "受阻：对方的防护设备或 robots.txt 不让访问；无法判定：看不清楚。这两种都不算单位的问题",
    ),
    ("结论", "合格、不合格（红底粗体）、无法判定、不参评（登记为关停或临时下线，灰底）"),
    ("得分", "满分减去各项扣分；有单项否决的不计分。逐项算法见“评分明细”"),
    ("否决项", "达到单项否决标准的指标代码"),
    ("问题总数", "本期看到、尚需整改的问题，等于本期新增加上期未改"),
    ("已整改", "以前指出、这次看到已经改好的问题"),
    ("可用率", "首页访问成功的比例；访问次数少于规定的是抽测，仅供参考"),
    ("排名、排名变化", "在同一单位类别内按得分排列，得分相同名次并列；与上期比较"),
    ("备注", "抽测的样本、未能判定的事项、门户所属栏目的情况"),
];

pub fn ledger(month: &Month) -> Table {
    table(LEDGER, month)
}

pub fn results(month: &Month) -> Table {
    table(RESULTS, month)
}

fn table(lines: &[(&str, &str)], month: &Month) -> Table {
    let office = &month.office;
    let ask = [&office.name, &office.contact, &office.phone].map(|it| one_line(it));
    let ask: Vec<String> = ask.into_iter().filter(|it| !it.is_empty()).collect();
    let mut rows: Vec<Vec<Cell>> =
        lines.iter().map(|(what, it)| vec![Cell::text(*what), Cell::text(*it)]).collect();
    rows.push(vec![Cell::text("有疑问时"), Cell::text(format!("请联系{}", ask.join("，")))]);
    Table { name: "说明", headings: &["栏目", "说明"], rows }
}
