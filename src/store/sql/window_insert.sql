INSERT INTO windows (key, cut_off, measured_at) VALUES (:key, :cut_off, :measured_at)
ON CONFLICT (key) DO NOTHING
