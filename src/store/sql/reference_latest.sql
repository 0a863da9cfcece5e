-- Recording reference names: has this one been restated? By reference_names_by_key.
SELECT ticker, name, aliases, kind FROM reference_names
WHERE key = :key ORDER BY id DESC LIMIT 1
