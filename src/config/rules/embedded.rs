//! The rule files that the binary carries: one line a file, so that a forgotten one fails to compile.

/// A profile's name and its files: stem and text.
pub(crate) type Profile = (&'static str, &'static [(&'static str, &'static str)]);

macro_rules! profile {
    ($name:literal: $($stem:literal),+ $(,)?) => {
        ($name, &[$((
            $stem,
            include_str!(concat!("../../../config/rules/", $name, "/", $stem, ".toml")),
        )),+])
    };
}

pub(crate) const PROFILES: &[Profile] = &[
    profile!("2019":
        "unreachable",
        "zombie_site",
        "stale_home",
        "stale_columns",
        "empty_columns",
        "suspect_dates",
        "missing_sections",
        "annual_report",
        "interpretation",
        "late_disclosure",
        "missing_channel",
        "slow_replies",
        "public_replies",
        "surveys",
        "interviews",
        "service_guides",
        "service_statistics",
        "broken_links",
        "hidden_links",
        "illegal_links",
        "personal_data",
        "wording",
        "site_identity",
        "domain_name",
        "page_tags",
        "secure_transport",
        "site_features",
        "profile",
        "score",
        "indicators",
        "exemptions",
        "holidays",
    ),
    profile!("2015":
        "unreachable",
        "stale_home",
        "stale_columns",
        "empty_columns",
        "suspect_dates",
        "missing_channel",
        "slow_replies",
        "public_replies",
        "surveys",
        "interviews",
        "service_guides",
        "broken_links",
        "illegal_links",
        "wording",
        "profile",
        "score",
        "indicators",
    ),
];
