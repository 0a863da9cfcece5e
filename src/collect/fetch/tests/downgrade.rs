//! A server that speaks TLS and sends on to one that does not.

use super::*;

/// Row 10.
#[tokio::test]
async fn a_redirect_from_https_to_http_is_refused_unless_allowed() {
    let (plain, asked) = saying(ok("", b"in the clear")).await;
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key.into())
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let location = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _ = stream.read(&mut [0; 4096]).await;
            let answer = format!(
                "HTTP/1.1 302 Found\r\nlocation: http://{plain}/\r\ncontent-length: 0\r\n\r\n"
            );
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    for (allow_http, expected) in
        [(false, Err("redirect 1: it leads from https to http")), (true, Ok(()))]
    {
        let allow_hosts = vec!["localhost".to_owned()];
        let limits = Limits { allow_hosts, allow_http, ..limits() };
        let trusted = reqwest::Certificate::from_der(own.cert.der()).unwrap();
        let client =
            Client::builder().no_proxy().redirect(Policy::none()).tls_certs_only([trusted]).build();
        let fetcher = Fetcher::new(&limits, "contrabrief/test (desk@example.com)");
        assert!(fetcher.client.set(client.unwrap()).is_ok());
        let answer = fetcher.fetch(&Request::plain(location.clone()), None).await;
        match (answer, expected) {
            (Ok(_), Ok(())) => {}
            (Err(error), Err(due)) => assert!(crate_chain(&error).contains(due), "{error}"),
            (other, _) => panic!("{:?}", other.err()),
        }
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1, "only where it is allowed");
}
