-- finish_run closes it; served by the primary key.
UPDATE runs SET finished_at = ?2, outcome = ?3, detail = ?4 WHERE id = ?1
