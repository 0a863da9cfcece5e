-- Why a flash was raised; twice between two editions is refused by the key.
INSERT INTO flash_causes (flash, since, ticker, cause, date, n)
VALUES (:flash, :since, :ticker, :cause, :date, :n)
