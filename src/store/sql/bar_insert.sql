-- Recording bars. By the primary key.
INSERT INTO bars (
    ticker, session, source, currency, open_e8, high_e8, low_e8, close_e8, volume,
    adjustment, finality, known_at, known_by, batch
) VALUES (
    :ticker, :session, :source, :currency, :open_e8, :high_e8, :low_e8, :close_e8, :volume,
    :adjustment, :finality, :known_at, :known_by, :batch
)
