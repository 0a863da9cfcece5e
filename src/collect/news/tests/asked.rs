//! Providers asked over HTTP on loopback: the key where each wants it, and what comes back.

use axum::Router;
use axum::extract::Request;
use axum::routing::get;

use super::*;
use crate::collect::{Fetcher, Question, collect_articles};

/// A server that answers with the address and the key it was asked with, as one article.
async fn echo() -> std::net::SocketAddr {
    async fn answer(request: Request) -> String {
        let keys: Vec<&str> = ["x-finnhub-token", "authorization"]
            .iter()
            .filter_map(|name| request.headers().get(*name)?.to_str().ok())
            .collect();
        let title = format!("{} {}", request.uri(), keys.join(" "));
        let article =
            serde_json::json!({"headline": title, "title": title, "id": 1, "tickers": ["ORRY"]});
        match request.uri().path() {
            "/finnhub" | "/tiingo" => serde_json::json!([article]),
            "/alpha" => serde_json::json!({"feed": [article]}),
            "/refused" => serde_json::json!({"Information": "your API key as secretword is wrong: invalid api key"}),
            _ => serde_json::json!({"data": [article], "results": [article], "articles": [article]}),
        }
        .to_string()
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        axum::serve(listener, Router::new().route("/{*path}", get(answer))).await
    });
    address
}

async fn ask(provider: NewsProvider, path: &str) -> Result<ArticleHarvest, CollectError> {
    let limits = Limits { allow_private_addresses: true, ..Limits::default() };
    let source = Source {
        location: format!("http://{}/{path}?s={{symbol}}&from={{from}}", echo().await),
        tickers: vec![(Ticker::parse("HELX").unwrap(), "helx-x".to_owned())],
        ..source(provider)
    };
    let fetcher = Fetcher::new(&limits, "test");
    collect_articles(&fetcher, &Question::all(&source)[0], None, now()).await
}

#[tokio::test]
async fn each_provider_gets_its_key_where_it_wants_it() {
    use NewsProvider::*;
    let asked = "?s=helx-x&from=2026-03-22";
    for (provider, path, key) in [
        (Finnhub, "finnhub", " secretword"),
        (Tiingo, "tiingo", " Token secretword"),
        (Polygon, "polygon", " Bearer secretword"),
        (AlphaVantage, "alpha", "&apikey=secretword "),
        (Marketaux, "marketaux", "&api_token=secretword "),
        (Gdelt, "gdelt", " "),
    ] {
        let harvest = ask(provider, path).await.unwrap();
        let expected = format!("/{path}{asked}{key}");
        assert_eq!(titles(&harvest), [expected.trim()], "{provider:?}");
        let tickers: Vec<&str> =
            harvest.items[0].vendor_tickers.iter().map(Ticker::as_str).collect();
        assert!(tickers.contains(&"HELX"), "{provider:?}: {tickers:?}");
    }
}

#[tokio::test]
async fn a_refusal_names_no_key() {
    let error = ask(NewsProvider::AlphaVantage, "refused").await.unwrap_err();
    assert!(matches!(error, CollectError::KeyRefused(_)), "{error:?}");
    assert!(!error.to_string().contains("secretword"), "{error}");
}
