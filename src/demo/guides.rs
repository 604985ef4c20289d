//! Service guides in the layouts that sites have, whole or with elements left blank or out.

/// How one guide is laid out, and what is wrong with it.
#[derive(Clone, Default)]
pub(crate) struct GuidePlan {
    pub(crate) layout: Layout,
    /// Elements with nothing beside their label.
    pub(crate) blank: &'static [&'static str],
    /// Elements that do not stand there at all.
    pub(crate) without: &'static [&'static str],
    /// Instead of the steps of the procedure.
    pub(crate) procedure: Option<&'static str>,
    /// Markup below it.
    pub(crate) below: String,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Layout {
    #[default]
    Table,
    /// Two labels in a row, long texts under a label of their own.
    Grid,
    Headings,
    /// `一、设定依据：…`
    Numbered,
    Terms,
    /// Half of it behind tabs, of which one is open.
    Tabs,
    Boxes,
}

/// Label and text of each element.
type Line<'a> = (&'a str, String);

pub(crate) fn guide(plan: &GuidePlan, title: &str, unit: &str) -> String {
    let procedure = plan.procedure.unwrap_or("申请、受理、审核、办结");
    let synonyms = matches!(plan.layout, Layout::Grid | Layout::Numbered | Layout::Boxes);
    let name = |usual, other| if synonyms { other } else { usual };
    let all: Vec<(&str, Line<'_>)> = vec![
        ("事项名称", (name("事项名称", "服务事项"), title.to_owned())),
        ("设定依据", (name("设定依据", "法律依据"), "《社会救助暂行办法》第十一条".into())),
        ("申请条件", (name("申请条件", "受理条件"), "具有本地户籍且符合规定条件的居民".into())),
        ("办理材料", (name("办理材料", "申报材料"), "身份证、户口簿、申请表".into())),
        ("办理地点", (name("办理地点", "办公地址"), format!("{unit}便民服务中心二楼3号窗口"))),
        (
            "办理时间",
            (name("办理时间", "办公时间"), "工作日上午8:30-12:00，下午14:30-17:30".into()),
        ),
        ("联系电话", (name("联系电话", "咨询电话"), "0999-6012345".into())),
        ("办理流程", (name("办理流程", "办事流程"), procedure.to_owned())),
    ];
    let lines: Vec<Line<'_>> = all
        .into_iter()
        .filter(|(element, _)| !plan.without.contains(element))
        .map(|(element, (label, text))| {
            (label, if plan.blank.contains(&element) { String::new() } else { text })
        })
        .collect();
    let html = match plan.layout {
        Layout::Table => each("<table class=\"guide\">\n", &lines, "</table>\n", |label, text| {
            format!("<tr><th>{label}</th><td>{text}</td></tr>\n")
        }),
        Layout::Grid => grid(&lines),
        Layout::Headings => {
            each("", &lines, "", |label, text| format!("<h3>{label}</h3>\n<p>{text}</p>\n"))
        }
        Layout::Numbered => numbered(&lines),
        Layout::Terms => each("<dl class=\"guide\">\n", &lines, "</dl>\n", |label, text| {
            format!("<dt>{label}</dt><dd>{text}</dd>\n")
        }),
        Layout::Tabs => tabs(&lines),
        Layout::Boxes => each("", &lines, "", |label, text| {
            format!(
                "<div class=\"item\"><div class=\"name\">{label}</div><div class=\"value\">{text}</div></div>\n"
            )
        }),
    };
    html + &plan.below
}

fn each(
    before: &str,
    lines: &[Line<'_>],
    after: &str,
    one: impl Fn(&str, &str) -> String,
) -> String {
    let inner: String = lines.iter().map(|(label, text)| one(label, text)).collect();
    format!("{before}{inner}{after}")
}

fn grid(lines: &[Line<'_>]) -> String {
    let is_short = |text: &str| text.chars().count() < 16;
    let (short, long): (Vec<_>, Vec<_>) = lines.iter().partition(|(_, text)| is_short(text));
    let mut rows = String::new();
    for pair in short.chunks(2) {
        let cells: String =
            pair.iter().map(|(label, text)| format!("<th>{label}</th><td>{text}</td>")).collect();
        rows.push_str(&format!("<tr>{cells}</tr>\n"));
    }
    for (label, text) in long {
        rows.push_str(&format!(
            "<tr><th colspan=\"4\">{label}</th></tr>\n<tr><td colspan=\"4\">{text}</td></tr>\n"
        ));
    }
    format!("<table class=\"guide\" border=\"1\">\n{rows}</table>\n")
}

fn numbered(lines: &[Line<'_>]) -> String {
    let numbers = ["一", "二", "三", "四", "五", "六", "七", "八"];
    lines
        .iter()
        .zip(numbers)
        .map(|((label, text), number)| {
            let (one, two) = label.split_at(label.len() / 2);
            format!("<p>{number}、<span>{one}</span><span>{two}</span>：{text}</p>\n")
        })
        .collect()
}

fn tabs(lines: &[Line<'_>]) -> String {
    let (above, behind) = lines.split_at(lines.len() / 2);
    let open = |at: usize| if at == 0 { "" } else { " style=\"display:none\"" };
    let heads: String = behind.iter().map(|(label, _)| format!("<li>{label}</li>")).collect();
    let panels: String = behind
        .iter()
        .enumerate()
        .map(|(at, (_, text))| format!("<div{}>{text}</div>\n", open(at)))
        .collect();
    let lines = each("", above, "", |label, text| format!("<p>{label}：{text}</p>\n"));
    format!("{lines}<ul class=\"tab\">{heads}</ul>\n<div class=\"panels\">\n{panels}</div>\n")
}
