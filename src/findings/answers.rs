//! Whether the columns of messages, surveys and interviews were read well enough to call a finding of before mended.

use crate::model::evidence::SiteEvidence;
use crate::model::facts::interaction::{ClosedSurvey, Message, Reply, Results};
use crate::model::finding::Finding;
use crate::model::site::ColumnClass;

pub(super) fn seen_well(evidence: &SiteEvidence, finding: &Finding) -> bool {
    let facts = &evidence.facts.interaction;
    let about = &finding.observation;
    let subject = about.subject.as_str();
    evidence.complete
        && match about.code.as_str() {
            "slow_replies" => {
                let is_it =
                    |it: &Message| it.address.as_ref().is_some_and(|it| it.as_str() == subject);
                let is_open = facts.messages.iter().any(|it| is_it(it) && !is_decided(it));
                reads(evidence, &about.column) && !is_open && facts.messages_left_out == 0
            }
            "slow_replies.veto" => {
                facts.messages.iter().all(|it| it.by_page.is_some() || is_decided(it))
                    && facts.messages_left_out == 0
            }
            "public_replies" => reads(evidence, ""),
            "surveys.few" => facts.surveys.complete,
            "surveys.results" => {
                let of = |it: &&ClosedSurvey| it.address.as_str() == subject;
                facts.closed_surveys.iter().filter(of).all(|it| it.results != Results::Unread)
            }
            "interviews" => facts.interviews.complete || 0 < facts.interviews.count,
            _ => true,
        }
}

/// Whether it is known of the message how it stands.
fn is_decided(message: &Message) -> bool {
    message.by_list == Reply::Waiting
        || matches!(message.by_page, Some(Reply::Waiting | Reply::Missing))
}

/// Whether the lists of messages were read whole: those of the column of that name, or all.
fn reads(evidence: &SiteEvidence, name: &str) -> bool {
    let boards = &evidence.facts.interaction.boards;
    let mut own = boards
        .iter()
        .filter(|it| it.class == ColumnClass::Consultation && (name.is_empty() || it.name == name))
        .peekable();
    own.peek().is_some() && own.all(|it| !it.cut)
}
