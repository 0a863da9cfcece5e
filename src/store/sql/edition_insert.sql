-- Recording an edition. By the primary key.
INSERT INTO editions (brief, date, revision, as_of, overall, batch)
VALUES (:brief, :date, :revision, :as_of, :overall, :batch)
