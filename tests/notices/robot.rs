//! A robot of the group: an HTTP server that answers as a test asks for, and what it was sent.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
pub(crate) struct Robot {
    got: Arc<Mutex<Vec<(Uri, HeaderMap, Bytes)>>>,
    answers: Arc<Mutex<Vec<(u16, &'static str)>>>,
}

impl Robot {
    /// Answers so, one after the other, then that all is well.
    pub(crate) async fn start(answers: &[(u16, &'static str)]) -> (Self, SocketAddr) {
        let robot = Self::default();
        robot.answers.lock().expect("free").extend(answers);
        let app = Router::new().fallback(receive).with_state(robot.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let at = listener.local_addr().expect("bound");
        tokio::spawn(async move { axum::serve(listener, app).await });
        (robot, at)
    }

    pub(crate) fn count(&self) -> usize {
        self.got.lock().expect("free").len()
    }

    pub(crate) fn last(&self) -> (Uri, HeaderMap, Bytes) {
        self.got.lock().expect("free").last().expect("a message").clone()
    }
}

async fn receive(
    State(robot): State<Robot>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    robot.got.lock().expect("free").push((uri, headers, body));
    let mut answers = robot.answers.lock().expect("free");
    let (status, text) =
        if answers.is_empty() { (200, r#"{"errcode":0,"code":0}"#) } else { answers.remove(0) };
    (StatusCode::from_u16(status).expect("a status"), text)
}
