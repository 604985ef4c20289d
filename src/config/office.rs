//! `[office]`: who issues the bulletin, and what its head and colophon say.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Office {
    /// Who issues the bulletin.
    pub name: String,
    /// 主送机关, one line.
    pub addressees: String,
    pub contact: String,
    pub phone: String,
    /// Public address of the machine that visits, named to owners of sites that block it.
    pub audit_address: String,
    /// 发文机关标志, `霍邱县人民政府办公室文件`; empty: no red head.
    pub head: String,
    /// 抄送, without the word; may be empty.
    pub copies: String,
    /// 印发机关 of the colophon; empty, with `copies` empty too: no colophon.
    pub printer: String,
    /// 附注 below the date, without its brackets, `此件公开发布`; may be empty.
    pub public_note: String,
}

impl Default for Office {
    fn default() -> Self {
        Self {
            name: "某某县人民政府办公室".into(),
            addressees: "各乡镇人民政府，开发区管委会，县政府各部门、各直属机构".into(),
            contact: String::new(),
            phone: String::new(),
            audit_address: String::new(),
            head: String::new(),
            copies: String::new(),
            printer: String::new(),
            public_note: String::new(),
        }
    }
}
