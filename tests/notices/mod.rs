//! Notices as units, servers and a killed machine see them: a real SMTP server, a real HTTP server, real folders.

mod group;
mod killed;
mod letters;
mod mail;
mod office;
mod outbox;
mod reminders;
pub(crate) mod robot;
mod settings;
pub(crate) mod smtp;
