-- record_actions appends an action that is not there yet.
INSERT INTO actions (ticker, ex_session, kind, new, old, amount, currency, source, known_at, batch)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
WHERE NOT EXISTS (
    SELECT 1 FROM actions
    WHERE ticker = ?1 AND ex_session = ?2 AND kind = ?3 AND new IS ?4 AND old IS ?5
        AND amount IS ?6 AND currency IS ?7 AND source = ?8
)
