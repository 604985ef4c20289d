//! Hosts that take a connection and then do not behave: silence, a cut, one byte a second, no end.

use crate::demo::serve::Door;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Serves one odd host until its task is dropped; each connection is one request.
pub(crate) async fn host(listener: TcpListener, door: Door, requests: Arc<AtomicUsize>) {
    let mut visitors = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        requests.fetch_add(1, Ordering::Relaxed);
        visitors.spawn(meet(stream, door));
        while visitors.try_join_next().is_some() {}
    }
}

async fn meet(mut stream: TcpStream, door: Door) -> io::Result<()> {
    let mut request = [0_u8; 4096];
    let read = stream.read(&mut request).await?;
    let head = request[..read].starts_with(b"HEAD ");
    match door {
        Door::Resets => {
            // Closed with unread or unsent data pending, most systems answer with RST.
            stream.set_zero_linger()?;
            return Ok(());
        }
        Door::Drips => {
            let page =
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html>";
            for byte in page.iter().cycle() {
                stream.write_all(&[*byte]).await?;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        Door::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n").await?;
            let piece = [b'x'; 16 * 1024];
            loop {
                if head {
                    return Ok(());
                }
                stream.write_all(&piece).await?;
            }
        }
        Door::Silent
        | Door::Open
        | Door::ExpiredTls
        | Door::Everywhere
        | Door::OnlyHere
        | Door::Refuses => {
            std::future::pending::<()>().await;
        }
    }
    Ok(())
}
