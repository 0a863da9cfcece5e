-- Recording corporate actions. By the primary key.
INSERT INTO actions (
    ticker, ex_session, source, kind, new_shares, old_shares, amount_e8, currency,
    known_at, batch
) VALUES (
    :ticker, :ex_session, :source, :kind, :new_shares, :old_shares, :amount_e8, :currency,
    :known_at, :batch
)
