-- Where a kept body leans on another one, what a census costs on disk, and what pruning took.
CREATE TABLE base (
    -- A page that others of its site are compressed against. Rows are never deleted, nor the bodies that they name.
    number INTEGER PRIMARY KEY,
    site   TEXT NOT NULL UNIQUE,
    body   TEXT NOT NULL REFERENCES body (hash)
) STRICT;
CREATE INDEX base_of_body ON base (body);
-- `zstd` with a base: only readable with the base's bytes as dictionary.
ALTER TABLE body ADD COLUMN base INTEGER REFERENCES base (number);

-- Bytes of the database in use when the run began, and when its state was last set to one that is not running.
ALTER TABLE run ADD COLUMN used_before INTEGER;
ALTER TABLE run ADD COLUMN used_after INTEGER;

CREATE TABLE pruned (
    -- What pruning took of a run's site, summed over all times; `at` is the last one, `kept` how many periods it kept.
    run     TEXT    NOT NULL REFERENCES run (id),
    site    TEXT    NOT NULL,
    at      TEXT    NOT NULL,
    kept    INTEGER NOT NULL,
    visits  INTEGER NOT NULL,
    pages   INTEGER NOT NULL,
    bundles INTEGER NOT NULL,
    PRIMARY KEY (run, site)
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_of_body ON visit (body) WHERE body IS NOT NULL;
