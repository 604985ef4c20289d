-- What happens after the census: on what evidence a step was made, appeals, answers of units, documents issued, notices.
ALTER TABLE finding_step ADD COLUMN evidence TEXT NOT NULL DEFAULT '';

CREATE TABLE appeal (
    -- A unit's statement on a finding, and the office's answer once there is one. Rows are never deleted.
    number  INTEGER PRIMARY KEY,
    finding TEXT NOT NULL,
    period  TEXT NOT NULL,
    facts   TEXT NOT NULL,
    answer  TEXT
) STRICT;
CREATE INDEX appeal_of_finding ON appeal (finding, number);

CREATE TABLE unit_answer (
    -- What units wrote into their problem lists. `source` is SHA-256 of the file: read twice, it is kept once. Rows are
    -- never deleted; of a file that was withdrawn and is read again there are new ones.
    number    INTEGER PRIMARY KEY,
    source    TEXT NOT NULL,
    finding   TEXT NOT NULL,
    period    TEXT NOT NULL,
    facts     TEXT NOT NULL,
    withdrawn TEXT
) STRICT;
CREATE UNIQUE INDEX answer_once ON unit_answer (source, finding) WHERE withdrawn IS NULL;
CREATE INDEX answer_of_finding ON unit_answer (finding, number);
CREATE INDEX answer_of_period ON unit_answer (period, number);

CREATE TABLE issued (
    -- Bulletins that a person issued: one row each time, the newest of a period counts.
    number INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    facts  TEXT NOT NULL
) STRICT;
CREATE INDEX issued_of_period ON issued (period, number);

CREATE TABLE notice (
    -- One row a notice. `key` says what goes to whom by which way: a row is all that keeps it from going twice.
    key        TEXT NOT NULL PRIMARY KEY,
    period     TEXT NOT NULL,
    channel    TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'sent', 'failed', 'unsure')),
    changed_at TEXT NOT NULL,
    facts      TEXT NOT NULL
) STRICT;
CREATE INDEX notice_of_period ON notice (period, channel);
