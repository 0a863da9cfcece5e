-- Recording what a source could not give. By the primary key.
INSERT INTO faults (source, at, level, text, partial, batch)
VALUES (:source, :at, :level, :text, :partial, :batch)
