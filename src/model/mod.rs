//! Plain facts and the glossary: what every other layer talks about. It imports nothing of the program.
//!
//! | Chinese | here |
//! |---|---|
//! | 普查 | census |
//! | 期次 | period |
//! | 单位, 单位类别 | unit, unit class |
//! | 站点 / 网站 | site |
//! | 范围 | scope |
//! | 网站标识码 | site code |
//! | 首页 | home page |
//! | 栏目, 栏目类别 | column, column class (fields of a table are called fields) |
//! | 更新期限 | update limit |
//! | 必设栏目 | required section |
//! | 空白栏目 | empty column |
//! | 栏目状态 | column state |
//! | 本月发布数 | entries published in the period |
//! | 情况说明 | statement (nothing to publish) |
//! | 错链断链 | broken link |
//! | 暗链 | hidden link |
//! | 非法外链 | illegal link (its target advertises gambling and the like, or its domain is for sale) |
//! | 错敏词 | wrong word, of the lexicon |
//! | 严重表述错误 | serious misstatement |
//! | 个人信息 | personal data |
//! | 僵尸网站 | zombie site |
//! | 指标, 依据条款 | indicator, clause |
//! | 单项否决, 扣分, 提醒 | veto, deduction, reminder |
//! | 问题 | finding |
//! | 证据编号 | evidence number (the identity of a visit) |
//! | 整改, 整改台账 | rectification, ledger |
//! | 申诉 | appeal (a unit's statement that a finding is wrong) |
//! | 单位反馈 | unit answer (what a unit wrote into its problem list) |
//! | 检查结果汇总表 | results |
//! | 通报 | bulletin |
//! | 受阻, 无法判定 | blocked, not judged |
//! | 抽测 | sample (fewer visits than the rule asks for) |
//! | 找错 | error report entrance |
//! | 党政机关网站标识 | badge |
//! | 主办单位 | host unit |

pub mod time;
pub mod site;
pub mod visit;
pub mod validators;
pub mod page;
pub mod facts;
pub mod evidence;
pub mod column_state;
pub mod rule;
pub mod notice;
pub mod parcel;
pub mod profile;
pub mod verdict;
pub mod finding;
pub mod hand_entry;
pub mod appeal;
pub mod unit_answer;
