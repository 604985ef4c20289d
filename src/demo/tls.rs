//! A front that speaks TLS with an expired certificate, and plain HTTP on the same port.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Made for this county alone, valid in 2023, signed by itself.
const CERTIFICATE: &[u8] = include_bytes!("../../data/demo/expired.pem");
const KEY: &[u8] = include_bytes!("../../data/demo/expired.key");

/// First byte of a TLS handshake.
const HANDSHAKE: u8 = 0x16;

pub(crate) fn expired() -> io::Result<TlsAcceptor> {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).map_err(io::Error::other)?;
    let key = PrivateKeyDer::from_pem_slice(KEY).map_err(io::Error::other)?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .map_err(io::Error::other)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Passes each connection on to `behind`, out of TLS where it is in TLS.
pub(crate) async fn front(listener: TcpListener, behind: SocketAddr, acceptor: TlsAcceptor) {
    let mut visitors = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        visitors.spawn(pass(stream, behind, acceptor.clone()));
        while visitors.try_join_next().is_some() {}
    }
}

async fn pass(stream: TcpStream, behind: SocketAddr, acceptor: TlsAcceptor) -> io::Result<()> {
    let mut first = [0_u8; 1];
    stream.peek(&mut first).await?;
    if first[0] == HANDSHAKE {
        join(acceptor.accept(stream).await?, behind).await
    } else {
        join(stream, behind).await
    }
}

async fn join(mut stream: impl AsyncRead + AsyncWrite + Unpin, to: SocketAddr) -> io::Result<()> {
    let mut inner = TcpStream::connect(to).await?;
    copy_bidirectional(&mut stream, &mut inner).await.map(|_| ())
}
