CREATE TABLE hand_entry (
    -- What persons added to the results of a period. Rows are never deleted: `withdrawn` says who took one back, when and
    -- why.
    number    INTEGER PRIMARY KEY,
    period    TEXT NOT NULL,
    site      TEXT NOT NULL,
    facts     TEXT NOT NULL,
    withdrawn TEXT
) STRICT;
CREATE INDEX hand_entry_of_site ON hand_entry (period, site, number);
