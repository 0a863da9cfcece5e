//! Takes how TLS begins; plays a mail server with a certificate of its own, on loopback.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};

/// How the server goes about TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// From the first byte.
    Implicit,
    /// After STARTTLS.
    Starttls,
    /// After STARTTLS, with words of somebody in between behind the answer.
    Injected,
}

pub(crate) struct TlsSmtp {
    pub(crate) address: SocketAddr,
    /// The certificate, as PEM, to be trusted or not.
    pub(crate) certificate: PathBuf,
    /// The lines that came within TLS and those that came in the clear.
    pub(crate) heard: Arc<Mutex<Heard>>,
    _folder: tempfile::TempDir,
}

#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) clear: Vec<String>,
    pub(crate) encrypted: Vec<String>,
}

impl TlsSmtp {
    /// With a certificate for this name.
    pub(crate) async fn start(manner: Manner, name: &str) -> Self {
        let own = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let certificate = folder.path().join("ca.pem");
        std::fs::write(&certificate, own.cert.pem()).unwrap();
        let chain = vec![CertificateDer::from(own.cert.der().to_vec())];
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(own.signing_key.serialize_der()));
        let provider = Arc::new(crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let log = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, manner, acceptor.clone(), Arc::clone(&log)));
            }
        });
        Self { address, certificate, heard, _folder: folder }
    }
}

async fn serve(
    stream: TcpStream,
    manner: Manner,
    acceptor: TlsAcceptor,
    heard: Arc<Mutex<Heard>>,
) -> Option<()> {
    let mut stream = BufReader::new(stream);
    if manner != Manner::Implicit {
        stream.write_all(b"220 here\r\n").await.ok()?;
        loop {
            let line = read(&mut stream).await?;
            heard.lock().unwrap().clear.push(line.clone());
            if line == "STARTTLS" {
                break;
            }
            stream.write_all(b"250-here\r\n250 STARTTLS\r\n").await.ok()?;
        }
        let answer: &[u8] = match manner {
            Manner::Injected => b"220 go on\r\n250 injected\r\n",
            _ => b"220 go on\r\n",
        };
        stream.write_all(answer).await.ok()?;
    }
    let stream = acceptor.accept(stream.into_inner()).await.ok()?;
    let mut stream = BufReader::new(stream);
    if manner == Manner::Implicit {
        stream.write_all(b"220 here\r\n").await.ok()?;
    }
    loop {
        let line = read(&mut stream).await?;
        heard.lock().unwrap().encrypted.push(line.clone());
        let answer = match line.get(..4) {
            Some("EHLO") => "250-here\r\n250 AUTH PLAIN",
            Some("AUTH") => "235 welcome",
            Some("DATA") => {
                stream.write_all(b"354 go on\r\n").await.ok()?;
                while read(&mut stream).await? != "." {}
                "250 2.0.0 queued"
            }
            Some("QUIT") => "221 bye",
            _ => "250 ok",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
}

async fn read<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut line = String::new();
    let length = stream.read_line(&mut line).await.ok()?;
    (length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}
