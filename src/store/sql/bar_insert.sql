-- record_bars appends one row.
INSERT INTO bars (
    ticker, session, source, batch, open, high, low, close, currency, volume, adjustment,
    finality, known_at, known_by
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
