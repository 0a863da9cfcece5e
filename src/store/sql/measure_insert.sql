INSERT INTO measures (
    key, ticker, articles, stories, positive, neutral, negative,
    tone, effective, one_sided, dispersion, margin, novelty, is_primary
) VALUES (
    :key, :ticker, :articles, :stories, :positive, :neutral, :negative,
    :tone, :effective, :one_sided, :dispersion, :margin, :novelty, :is_primary
)
