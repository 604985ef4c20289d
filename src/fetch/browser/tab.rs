//! One page in a tab: its requests answered one by one, until it is quiet; then what it shows.

use crate::fetch::Fetcher;
use crate::fetch::browser::process::Process;
use crate::fetch::browser::supply::{Fate, Given, Supply, fate, passed_on};
use crate::fetch::browser::{NotShown, Shown, Sight};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::fetch::{
    ContinueRequestParams, EnableParams, EventRequestPaused, FailRequestParams,
    FulfillRequestParams, HeaderEntry, RequestId, RequestPattern,
};
use chromiumoxide::cdp::browser_protocol::inspector;
use chromiumoxide::cdp::browser_protocol::inspector::EventTargetCrashed;
use chromiumoxide::cdp::browser_protocol::network::{
    ErrorReason, ResourceType, SetBypassServiceWorkerParams,
};
use chromiumoxide::cdp::browser_protocol::page::{
    AddScriptToEvaluateOnNewDocumentParams, EventJavascriptDialogOpening, FrameId,
    HandleJavaScriptDialogParams, NavigateParams,
};
use chromiumoxide::cdp::js_protocol::runtime::{EvaluateParams, EventExceptionThrown};
use chromiumoxide::error::CdpError;
use chromiumoxide::listeners::EventStream;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use std::time::Duration;
use tokio::time::{Instant, interval, timeout};
use url::Url;

/// Requests of one page that are answered at most.
const MOST_REQUESTS: usize = 120;
const MOST_NOTED: usize = 60;
const TICK: Duration = Duration::from_millis(50);
/// Without a request this long, and with the same text before and after, a page is done.
const QUIET: Duration = Duration::from_millis(800);
/// Commands that any browser carries out at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// Takes from the page what would lead it elsewhere or hold it up.
const BEFORE: &str = r"(() => {
  const gone = ['WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource', 'RTCPeerConnection',
    'webkitRTCPeerConnection', 'SharedWorker', 'Notification'];
  for (const name of gone) { try { delete window[name]; } catch (e) {} }
  try { Object.defineProperty(navigator, 'serviceWorker', { value: undefined }); } catch (e) {}
  window.open = () => null;
  window.alert = window.print = () => undefined;
  window.confirm = () => false;
  window.prompt = () => null;
})()";

/// The page's text as it stands, with that of its own frames in their places.
const TEXT: &str = r"(() => {
  for (const frame of document.querySelectorAll('iframe, frame')) {
    try {
      const inner = frame.contentDocument;
      if (!inner || !inner.body || !inner.body.textContent.trim()) continue;
      for (const link of inner.querySelectorAll('a[href]')) link.setAttribute('href', link.href);
      for (const script of inner.querySelectorAll('script')) script.remove();
      const place = document.createElement('div');
      place.innerHTML = inner.body.innerHTML;
      frame.replaceWith(place);
    } catch (e) {}
  }
  return '<!DOCTYPE html>' + document.documentElement.outerHTML;
})()";

/// How much there is, to see whether it still grows.
const LENGTH: &str =
    "document.readyState + document.documentElement.outerHTML.length + location.href";

type Pending<'a> = FuturesUnordered<BoxFuture<'a, (RequestId, Url, Result<Given, String>)>>;

/// Shows `page` within `limit`, not counting the waits for answers.
pub(in crate::fetch) async fn show(
    process: &Process,
    supply: &Supply,
    fetcher: &Fetcher,
    page: &Shown,
    limit: Duration,
) -> Result<Sight, NotShown> {
    let opened = timeout(PATIENCE, Tab::open(process));
    let mut tab = match opened.await {
        Ok(Ok(tab)) => tab,
        Ok(Err(_)) => return Err(NotShown::Crashed),
        Err(_) => return Err(NotShown::TimeOut),
    };
    let sight = tokio::select! {
        sight = tab.run((supply, fetcher), page, limit) => sight,
        () = process.gone.cancelled() => Err(NotShown::Crashed),
    };
    if sight.is_ok() {
        // Whoever does not close is ended with the browser.
        timeout(PATIENCE, tab.page.close())
            .await
            .ok()
            .and_then(Result::ok)
            .ok_or(NotShown::Crashed)?;
    }
    sight
}

struct Tab {
    page: Page,
    frame: Option<FrameId>,
    paused: EventStream<EventRequestPaused>,
    thrown: EventStream<EventExceptionThrown>,
    dialogs: EventStream<EventJavascriptDialogOpening>,
    crashed: EventStream<EventTargetCrashed>,
    state: State,
}

/// What is known of the page while it runs.
struct State {
    is_complete: bool,
    is_given: bool,
    requests: Vec<String>,
    count: usize,
    last: Instant,
    /// The page's own time: nothing is on its way.
    own: Duration,
}

impl State {
    fn note(&mut self, what: &str, address: &str) {
        if self.requests.len() < MOST_NOTED {
            let address: String = address.chars().take(500).collect();
            self.requests.push(format!("{what} {address}"));
        }
    }
}

impl Tab {
    async fn open(process: &Process) -> Result<Self, CdpError> {
        let page = process.browser.new_page("about:blank").await?;
        let paused = page.event_listener::<EventRequestPaused>().await?;
        let thrown = page.event_listener::<EventExceptionThrown>().await?;
        let dialogs = page.event_listener::<EventJavascriptDialogOpening>().await?;
        let crashed = page.event_listener::<EventTargetCrashed>().await?;
        page.execute(inspector::EnableParams::default()).await?;
        page.execute(SetBypassServiceWorkerParams::new(true)).await?;
        page.execute(AddScriptToEvaluateOnNewDocumentParams::new(BEFORE)).await?;
        let all = RequestPattern::builder().url_pattern("*").build();
        page.execute(EnableParams::builder().pattern(all).build()).await?;
        let frame = page.mainframe().await?;
        let state = State {
            is_complete: true,
            is_given: false,
            requests: Vec::new(),
            count: 0,
            last: Instant::now(),
            own: Duration::ZERO,
        };
        Ok(Self { page, frame, paused, thrown, dialogs, crashed, state })
    }

    async fn run(
        &mut self,
        (supply, fetcher): (&Supply, &Fetcher),
        page: &Shown,
        limit: Duration,
    ) -> Result<Sight, NotShown> {
        let tab = self.page.clone();
        let mut address = page.base.clone();
        address.set_fragment(page.address.fragment());
        let navigating = tab.execute(NavigateParams::new(address.as_str()));
        tokio::pin!(navigating);
        let mut has_navigated = false;
        let mut pending = Pending::new();
        let mut ticks = interval(TICK);
        let mut length = None;
        loop {
            tokio::select! {
                event = self.paused.next() => {
                    let Some(event) = event else { return Err(NotShown::Crashed) };
                    self.take(&event, page, (supply, fetcher), &mut pending).await;
                }
                Some((id, address, answer)) = pending.next() => self.answer(id, &address, answer).await,
                Some(thrown) = self.thrown.next() => {
                    tracing::debug!("page script: {}", thrown.exception_details.text);
                    self.state.is_complete = false;
                }
                Some(_) = self.dialogs.next() => {
                    let _ = tab.execute(HandleJavaScriptDialogParams::new(false)).await;
                }
                Some(_) = self.crashed.next() => return Err(NotShown::Crashed),
                // Its answer comes when the page has loaded, which need not be.
                _ = &mut navigating, if !has_navigated => has_navigated = true,
                _ = ticks.tick() => {
                    if !pending.is_empty() {
                        continue;
                    }
                    self.state.own += TICK;
                    if limit < self.state.own {
                        return Err(NotShown::TimeOut);
                    }
                    if self.state.is_given && QUIET < self.state.last.elapsed() {
                        let seen = self.evaluate(LENGTH, limit).await?;
                        if length.as_ref() == Some(&seen) {
                            break;
                        }
                        length = Some(seen);
                        self.state.last = Instant::now();
                    }
                }
            }
        }
        let html = self.evaluate(TEXT, limit).await?;
        let requests = std::mem::take(&mut self.state.requests);
        Ok(Sight { html, is_complete: self.state.is_complete, requests })
    }

    /// The expression's value; a page that is busy with itself does not answer.
    async fn evaluate(&mut self, expression: &str, limit: Duration) -> Result<String, NotShown> {
        let left = limit.saturating_sub(self.state.own).max(TICK);
        let begun = Instant::now();
        let asked = EvaluateParams::builder().expression(expression).return_by_value(true).build();
        let asked = asked.map_err(|_| NotShown::Crashed)?;
        let answer = timeout(left, self.page.execute(asked)).await;
        self.state.own += begun.elapsed();
        let answer = answer.map_err(|_| NotShown::TimeOut)?.map_err(|_| NotShown::Crashed)?;
        let value = answer.result.result.value.as_ref().and_then(|it| it.as_str());
        value.map(str::to_owned).ok_or(NotShown::Crashed)
    }

    async fn take<'a>(
        &mut self,
        event: &EventRequestPaused,
        page: &Shown,
        (supply, fetcher): (&'a Supply, &'a Fetcher),
        pending: &mut Pending<'a>,
    ) {
        let id = event.request_id.clone();
        let address = &event.request.url;
        self.state.count += 1;
        self.state.last = Instant::now();
        let is_main = self.frame.as_ref().is_none_or(|it| *it == event.frame_id);
        let fate = match fate(event, page, is_main, !self.state.is_given) {
            Fate::Fetch(..) if MOST_REQUESTS < self.state.count => Fate::Deny,
            fate => fate,
        };
        match fate {
            Fate::Given => {
                self.state.is_given = true;
                let headers = passed_on(&page.headers);
                self.fulfil(id, &Given { status: 200, headers, body: page.body.clone() }).await;
            }
            Fate::Nothing => {
                let name = "content-type".to_owned();
                let headers = vec![HeaderEntry { name, value: "text/css".into() }];
                self.fulfil(id, &Given { status: 200, headers, body: Bytes::new() }).await;
            }
            Fate::Inside => {
                let _ = self.page.execute(ContinueRequestParams::new(id)).await;
            }
            Fate::Spare => self.refuse(id, ErrorReason::BlockedByClient).await,
            Fate::Deny => {
                self.state.is_complete = false;
                self.state.note("未提供", &format!("{} {address}", event.request.method));
                // Aborted, a frame stays at the document that it has.
                let is_document = event.resource_type == ResourceType::Document;
                let reason =
                    if is_document { ErrorReason::Aborted } else { ErrorReason::BlockedByClient };
                self.refuse(id, reason).await;
            }
            Fate::Fetch(address, kind) => pending.push(Box::pin(async move {
                let answer = supply.get(fetcher, address.clone(), kind).await;
                (id, address, answer)
            })),
        }
    }

    async fn answer(&mut self, id: RequestId, address: &Url, answer: Result<Given, String>) {
        self.state.last = Instant::now();
        match answer {
            Ok(given) => {
                self.state.is_complete &= given.status < 400;
                self.state.note(&given.status.to_string(), address.as_str());
                self.fulfil(id, &given).await;
            }
            Err(why) => {
                self.state.is_complete = false;
                self.state.note(&why, address.as_str());
                self.refuse(id, ErrorReason::Failed).await;
            }
        }
    }

    async fn fulfil(&self, id: RequestId, given: &Given) {
        let mut answer = FulfillRequestParams::new(id, given.status);
        answer.response_headers = Some(given.headers.clone());
        answer.body = Some(BASE64_STANDARD.encode(&given.body).into());
        // A page that has gone on meanwhile does not want it any more.
        let _ = self.page.execute(answer).await;
    }

    async fn refuse(&self, id: RequestId, reason: ErrorReason) {
        let _ = self.page.execute(FailRequestParams::new(id, reason)).await;
    }
}
