//! Facts on what must not stand on a page: hidden links, links to gambling, personal data, wrong words.

use crate::model::evidence::Look;
use crate::model::site::chinese_names;
use crate::model::time::Instant;
use crate::model::visit::VisitId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use url::Url;

/// On one page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OnPage {
    /// Blocks of links to other hosts that no visitor sees.
    pub hidden: Vec<HiddenBlock>,
    /// The page as a whole speaks of a trade that has no place on a government page.
    pub saying: Option<Saying>,
    /// Links in plain sight whose own words speak of such a trade.
    pub speaking: Vec<SpeakingLink>,
    pub personal: Vec<Personal>,
    pub words: Vec<WrongWord>,
}

/// What is sold where it must not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trade {
    Gambling,
    Pornography,
    /// Invoices, certificates, seals.
    Forgery,
    Loans,
    /// Private servers of games and their like.
    PrivateServers,
    /// Drugs, weapons, surrogacy.
    Contraband,
    /// The domain itself is for sale.
    Domain,
}
chinese_names!(Trade {
    Gambling = "赌博",
    Pornography = "色情",
    Forgery = "代开发票、办证刻章",
    Loans = "贷款套现",
    PrivateServers = "游戏私服外挂",
    Contraband = "违禁品",
    Domain = "域名转卖",
});

/// Where a page says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaidIn {
    Title,
    /// Tags for search engines.
    Tags,
    Text,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    pub trade: Trade,
    pub place: SaidIn,
    /// The words that say it, at most a few.
    pub phrases: Vec<String>,
    pub title: String,
    /// It may be an article about the thing, or too little is said.
    pub doubtful: bool,
}

/// How a link is kept from the visitor's eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HiddenBy {
    /// `display:none` and the like; menus and tabs use it too.
    Display,
    Invisible,
    ZeroFont,
    OffScreen,
    ZeroSize,
    Clipped,
    Marquee,
    SameColour,
    /// A script writes it hidden, or hides it.
    Script,
}
chinese_names!(HiddenBy {
    Display = "设为不显示",
    Invisible = "设为透明或不可见",
    ZeroFont = "字号为零",
    OffScreen = "移出屏幕之外",
    ZeroSize = "区域大小为零",
    Clipped = "裁剪掉",
    Marquee = "放进极小的滚动区",
    SameColour = "文字与底色相同",
    Script = "由脚本写出并隐藏",
});

impl HiddenBy {
    /// No menu or tab is made like this.
    pub fn is_trick(self) -> bool {
        !matches!(self, Self::Display | Self::Invisible)
    }
}

/// Links that one and the same thing hides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenBlock {
    pub by: HiddenBy,
    /// A script names it or it stands among tabs, so a visitor may come to see it.
    pub may_be_shown: bool,
    /// To hosts that are no government's and no well-known service's; the first of them, in the order of addresses.
    pub links: Vec<HiddenLink>,
    /// All of them.
    pub count: usize,
    /// Registrable domains to which they lead.
    pub domains: usize,
    pub trade: Option<Trade>,
    pub phrases: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenLink {
    pub address: Url,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeakingLink {
    pub address: Url,
    pub text: String,
    pub trade: Trade,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalKind {
    IdNumber,
    Phone,
    BankCard,
}
chinese_names!(PersonalKind {
    IdNumber = "公民身份号码",
    Phone = "个人手机号码",
    BankCard = "个人银行账号",
});

/// Numbers of one kind in one text. None of them is kept whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    pub kind: PersonalKind,
    pub count: usize,
    /// The first, masked.
    pub example: String,
    /// Whose they are does not follow from what stands around them.
    pub unclear: bool,
}

/// A wrong form of the lexicon in one place of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongWord {
    pub wrong: String,
    pub count: usize,
    /// What stands around the first, without personal data.
    pub context: String,
}

/// Of a site, over all its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfSite {
    pub hidden: Vec<HiddenFact>,
    /// Pages of the site itself that speak of a trade.
    pub stuffed: Vec<StuffedFact>,
    /// Links whose target speaks of a trade.
    pub foreign: Vec<ForeignFact>,
    /// Links in plain sight whose own words do.
    pub speaking: Vec<SpeakingFact>,
    pub personal: Vec<PersonalFact>,
    pub words: Vec<WordFact>,
    /// Facts beyond the bounds, counted only.
    pub left_out: usize,
    /// Pages of other hosts whose words were read.
    pub foreign_read: usize,
    /// Attachments read for personal data, and how many more there were.
    pub attachments_read: usize,
    pub attachments_left: usize,
    /// Which pages were read.
    pub read: Addresses,
}

/// Where a fact was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub page: Url,
    pub visit: VisitId,
    pub seen_at: Instant,
    /// How many pages show it, this one included.
    pub pages: usize,
    /// Clicks from the home page, which is 0.
    pub depth: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenFact {
    pub block: HiddenBlock,
    pub seen: Seen,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuffedFact {
    pub saying: Saying,
    pub seen: Seen,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignFact {
    pub address: Url,
    pub text: String,
    pub landed: Url,
    pub saying: Saying,
    /// Both looks, where the second said the same; else the first alone.
    pub looks: Vec<Look>,
    pub first_page: Url,
    pub pages: usize,
    pub on_home: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeakingFact {
    pub link: SpeakingLink,
    pub seen: Seen,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalFact {
    pub personal: Personal,
    /// The attachment that holds them; then `seen.page` is where it is linked.
    pub attachment: Option<Url>,
    pub seen: Seen,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordFact {
    pub word: WrongWord,
    pub seen: Seen,
}

/// A set of addresses in few bytes: four of each address's digest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Addresses {
    /// Eight hex digits an address, in order.
    digests: String,
}

impl Addresses {
    pub fn new(digests: &BTreeSet<u32>) -> Self {
        let mut text = String::with_capacity(digests.len() * 8);
        for digest in digests {
            let _ = write!(text, "{digest:08x}");
        }
        Self { digests: text }
    }

    pub fn digest(address: &Url) -> u32 {
        let digest = Sha256::digest(address.as_str());
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
    }

    pub fn holds(&self, address: &Url) -> bool {
        let wanted = format!("{:08x}", Self::digest(address));
        let digests: Vec<&[u8]> = self.digests.as_bytes().chunks_exact(8).collect();
        digests.binary_search(&wanted.as_bytes()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_addresses_holds_what_was_put_in_and_nothing_else() {
        let address = |number: usize| Url::parse(&format!("http://a.gov.cn/{number}")).unwrap();
        let put_in: BTreeSet<u32> = (0..500).map(|it| Addresses::digest(&address(it))).collect();
        let set = Addresses::new(&put_in);
        assert!((0..500).all(|it| set.holds(&address(it))));
        assert!((500..1000).all(|it| !set.holds(&address(it))));
        assert!(!Addresses::default().holds(&address(0)));
    }
}
