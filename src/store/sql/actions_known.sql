-- dossier asks for a ticker's actions known at the cut-off; served by actions_by_ex_session.
SELECT ex_session, kind, new, old, amount, currency, source, known_at FROM actions
WHERE ticker = ?1 AND known_at <= ?2 AND batch <= ?3
ORDER BY ex_session, kind, source, known_at
