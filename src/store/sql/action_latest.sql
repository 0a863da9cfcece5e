-- Recording corporate actions: has the source restated this one? By actions_by_session.
SELECT new_shares, old_shares, amount_e8, currency FROM actions
WHERE ticker = :ticker AND ex_session = :ex_session AND source = :source AND kind = :kind
ORDER BY id DESC LIMIT 1
