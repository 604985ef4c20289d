-- What pages said, kept by their content, so that an unchanged page need not be read again.
CREATE TABLE reading (
    -- What the program read in a body: a page as JSON, zstd with the body's own bytes as dictionary. `place` stands for what
    -- else the reading depends on (base address, status, headers), `version` for the program that read it. It holds for
    -- audit days from `first_day` to `last_day`, numbered from 1 January of year 1. Only a help: it may be deleted at any time.
    body      TEXT    NOT NULL REFERENCES body (hash) ON DELETE CASCADE,
    place     BLOB    NOT NULL,
    version   TEXT    NOT NULL,
    first_day INTEGER NOT NULL,
    last_day  INTEGER NOT NULL,
    size      INTEGER NOT NULL,
    bytes     BLOB    NOT NULL,
    PRIMARY KEY (body, place)
) STRICT;
CREATE INDEX visit_of_page ON visit (address) WHERE purpose = 'page' AND body IS NOT NULL;
