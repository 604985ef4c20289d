//! How citizens are answered: letters of every age and in every state, surveys and interviews.

use crate::demo::columns::ago;
use crate::demo::lists::entries;
use crate::demo::patterns::plant::add;
use crate::demo::plan::{ColumnBody, SitePlan};
use crate::demo::truth::Subject;
use crate::model::site::ColumnClass;
use chrono::{Days, Months, NaiveDate};

const LETTERS: &str = "咨询留言";
const SURVEYS: &str = "征集调查";
const INTERVIEWS: &str = "在线访谈";

/// The page of a letter, with what stands where the reply should.
fn letter(asked: NaiveDate, content: &str, rest: &str) -> String {
    format!(
        "<table class=\"letter\">\n<tr><th>来信人</th><td>李**</td></tr>\n<tr><th>来信时间</th><td>{asked}</td></tr>\n\
         <tr><th>来信内容</th><td>{content}</td></tr>\n{rest}</table>\n"
    )
}

fn state(words: &str) -> String {
    format!("<tr><th>办理状态</th><td>{words}</td></tr>\n")
}

/// The `number`th letter of the column, which is a finding.
fn unanswered(site: &mut SitePlan, number: usize, why: &str) {
    let address = address(site, LETTERS, number);
    site.finding("slow_replies", Subject::Link(address), why);
}

/// The `number`th letter of a column, which must not be one.
fn settled(site: &mut SitePlan, trap: &str, (name, number): (&str, usize), why: &str) {
    let address = address(site, name, number);
    site.trap(trap, "slow_replies", Subject::Link(address), why);
}

fn address(site: &mut SitePlan, name: &str, number: usize) -> String {
    let column = site.column(name).clone();
    let path = entries(site, &column).swap_remove(number).path;
    site.at(&path)
}

/// A portal whose list says no word of answers: each letter's own page does.
pub(crate) fn letters_of_portal(site: &mut SitePlan, today: NaiveDate) {
    let before = |days| today - Days::new(days);
    let three_months = today.checked_sub_months(Months::new(3)).unwrap_or(today);
    let column = site.column(LETTERS);
    let mut days = ago(today, &[6, 9, 45, 60]);
    days.extend([three_months, before(100), before(110), before(130), before(300), before(400)]);
    column.body = ColumnBody::List(days);
    let road = "幸福路中段路面破损已有半年，雨天积水严重，何时能够维修？";
    column.titles = vec![
        (5, "测试留言".into()),
        (6, "反映幸福路路面破损的问题".into()),
        (7, "反映幸福路路面破损的问题".into()),
    ];
    let reply = format!(
        "<tr><th>答复单位</th><td>县城市管理局</td></tr>\n<tr><th>答复时间</th><td>{}</td></tr>\n\
         <tr><th>答复内容</th><td>已列入本年度维修计划，预计年底前完工。</td></tr>\n",
        before(125)
    );
    column.bodies = vec![
        (1, letter(before(9), "想了解老年优待证怎么办理。", &state("受理中"))),
        (2, letter(before(45), "小区门口的路灯不亮已经一个多月了。", "")),
        (
            3,
            letter(
                before(60),
                "咨询本人社保转移的进度。",
                "<tr><th>办理情况</th><td>涉及个人信息，已电话答复来信人</td></tr>\n",
            ),
        ),
        (4, letter(three_months, "建议在城东增设公交站点。", &state("办理中"))),
        (5, letter(before(100), "测试一下能不能提交。", &state("未受理"))),
        (6, letter(before(110), road, &state("受理中"))),
        (7, letter(before(130), road, &reply)),
        (9, letter(before(400), "咨询农村宅基地审批的流程。", &state("受理中"))),
    ];
    unanswered(site, 2, "45 天前的来信，页面上没有答复");
    unanswered(site, 4, "恰好三个月前的来信，仍在办理");
    site.trap("恰好三个月", "slow_replies.veto", Subject::None, "满三个月当天仍算按期");
    settled(site, "未满三十天", (LETTERS, 1), "9 天前的来信还在受理");
    settled(site, "另行答复", (LETTERS, 3), "页面注明已电话答复");
    settled(site, "无效来信", (LETTERS, 5), "是测试，没有实质内容");
    settled(site, "重复来信", (LETTERS, 6), "与已答复的来信一字不差");
    settled(site, "一年以前的来信", (LETTERS, 9), "400 天前的来信不在检查范围内");
    site.trap("公开答复", "public_replies", Subject::None, "6 天前有新的答复");
    petitions(site, today);
}

/// Petitions and reports are no consultation, however long they wait.
fn petitions(site: &mut SitePlan, today: NaiveDate) {
    const NAME: &str = "网上信访";
    add(site, today, LETTERS, (NAME, "wsxf"), &[200, 220]);
    let column = site.column(NAME);
    column.titles.clear();
    let asked = today - Days::new(200);
    column.bodies = vec![(0, letter(asked, "反映邻里建房纠纷一直没有解决。", &state("受理中")))];
    settled(site, "信访不算咨询", (NAME, 0), "网上信访栏目不计入来信答复");
}

/// A department whose list is a table with the state of each letter.
pub(crate) fn letters_of_department(site: &mut SitePlan, today: NaiveDate) {
    let before = |days| today - Days::new(days);
    let days = [3, 10, 40, 110, 150, 200];
    let column = site.column(LETTERS);
    column.body = ColumnBody::List(ago(today, &days));
    column.states = vec!["已答复", "受理中", "受理中", "待回复", "受理中", "已办结"];
    let late = format!(
        "<tr><th>回复时间</th><td>{}</td></tr>\n<tr><th>回复内容</th><td>您好，该项目已于上月恢复，请到门诊二楼办理。</td></tr>\n",
        before(140)
    );
    column.bodies = vec![
        (1, letter(before(10), "新生儿疫苗本丢失怎么补办？", &state("受理中"))),
        (2, letter(before(40), "医院停车场夜间为何不开放？", &state("受理中"))),
        (3, letter(before(110), "村卫生室长期关门，看病不方便。", &state("待回复"))),
        (4, letter(before(150), "体检中心为何暂停周末服务？", &late)),
    ];
    unanswered(site, 2, "40 天前的来信，列表和页面都标明受理中");
    unanswered(site, 3, "110 天前的来信，仍待回复");
    site.finding("slow_replies.veto", Subject::None, "有一件来信超过三个月未答复");
    settled(site, "未满三十天", (LETTERS, 1), "10 天前的来信还在受理");
    settled(site, "列表状态没有更新", (LETTERS, 4), "列表标明受理中，来信页面上已有回复");
}

/// Six surveys in the year, the first of them on its first day; those that are over show what came of them.
pub(crate) fn surveys_of_portal(site: &mut SitePlan, today: NaiveDate) {
    let year = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    let column = site.column(SURVEYS);
    let mut days = ago(today, &[16, 50, 130, 190, 250]);
    days.extend([year, today - Days::new(420)]);
    column.body = ColumnBody::List(days);
    column.bodies = vec![
        (1, survey(today, (50, 20), "")),
        (
            2,
            survey(
                today,
                (130, 100),
                "<p>结果反馈：共收到意见23条，采纳9条，其余已逐条说明。</p>\n",
            ),
        ),
    ];
    site.trap("恰好六次", "surveys.few", Subject::None, "一年内六次，最早一次恰在一年前的当天");
    for (number, trap, why) in [
        (1, "刚结束的征集", "20 天前才结束，结果还在汇总"),
        (2, "已公布结果", "页面下方有结果反馈"),
    ] {
        let address = address(site, SURVEYS, number);
        site.trap(trap, "surveys.results", Subject::Link(address), why);
    }
    let talks = site.column(INTERVIEWS);
    talks.body = ColumnBody::List(vec![year, today - Days::new(500)]);
    site.trap("恰好一年前的访谈", "interviews", Subject::None, "最近一次访谈恰在一年前的当天");
}

/// A survey that began and ended so many days ago.
fn survey(today: NaiveDate, (began, ended): (u64, u64), rest: &str) -> String {
    format!(
        "<p>征集时间：{} 至 {}</p>\n<p>活动状态：已结束</p>\n<p>为进一步完善工作方案，现面向社会公开听取意见，欢迎参与。</p>\n{rest}",
        today - Days::new(began),
        today - Days::new(ended)
    )
}

/// A portal with channels that have fallen silent.
pub(crate) fn silent(site: &mut SitePlan, today: NaiveDate) {
    site.column(LETTERS).body = ColumnBody::List(ago(today, &[75, 96, 150]));
    site.finding("public_replies", Subject::None, "最新一件公开答复是 75 天前");
    let column = site.column(SURVEYS);
    column.body = ColumnBody::List(ago(today, &[16, 120, 200, 380]));
    column.bodies = vec![
        (1, survey(today, (120, 90), "<p>结果反馈：暂无</p>\n")),
        (2, survey(today, (200, 170), "")),
    ];
    column.titles = vec![
        (0, "关于城区菜市场改造意见征集结果公布".into()),
        (1, "关于景区停车收费标准的意见征集".into()),
        (2, "关于城区菜市场改造的意见征集".into()),
    ];
    site.finding("surveys.few", Subject::None, "一年内只有三次，其中一次还是公布结果");
    let without = address(site, SURVEYS, 1);
    site.finding("surveys.results", Subject::Link(without), "90 天前结束，结果反馈一栏是“暂无”");
    let with = address(site, SURVEYS, 2);
    site.trap("结果另行公布", "surveys.results", Subject::Link(with), "结果另发了一条信息");
    site.column(INTERVIEWS).body = ColumnBody::List(ago(today, &[372, 460]));
    site.finding("interviews", Subject::None, "最近一次访谈在 372 天前");
}

/// A portal without any column of surveys; an address for mail is no channel.
pub(crate) fn without_surveys(site: &mut SitePlan) {
    site.columns.retain(|it| it.class != ColumnClass::Survey);
    site.on_home.push("<p><a href=\"mailto:yijian@bailuhu.gov.cn\">意见征集邮箱</a></p>\n".into());
    site.finding("surveys.none", Subject::None, "没有征集调查栏目，只有一个电子邮箱");
}
