-- Times are UTC, RFC 3339 with milliseconds and Z, so that they sort as text. `facts` is the whole record as JSON;
-- the fields beside it are there to be asked for and never say anything else.

CREATE TABLE run (
    -- One row per census run. `number` grows over all runs: of two runs the larger one is the newer.
    number          INTEGER PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE,
    period          TEXT    NOT NULL,
    as_of           TEXT    NOT NULL,
    profile         TEXT    NOT NULL,
    program_version TEXT    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('running', 'interrupted', 'own_network_down', 'finished')),
    started_at      TEXT    NOT NULL,
    changed_at      TEXT    NOT NULL,
    listed_columns  TEXT    NOT NULL
) STRICT;
CREATE INDEX run_of_period ON run (period, number);

CREATE TABLE run_site (
    -- The register as it was when the run began, a row a site, in the register's order.
    run   TEXT    NOT NULL REFERENCES run (id),
    site  TEXT    NOT NULL,
    place INTEGER NOT NULL,
    facts TEXT    NOT NULL,
    PRIMARY KEY (run, site)
) STRICT, WITHOUT ROWID;

CREATE TABLE body (
    -- Bytes of answers as they were read (transfer coding undone), each kept once. The hash is SHA-256 of the bytes
    -- before compression; `size` their number.
    hash   TEXT    NOT NULL PRIMARY KEY,
    size   INTEGER NOT NULL,
    coding TEXT    NOT NULL CHECK (coding IN ('raw', 'zstd')),
    bytes  BLOB    NOT NULL
) STRICT;

CREATE TABLE visit (
    -- One request of a run on behalf of a site. Two sites of one host may have asked for the same address.
    id         TEXT    NOT NULL,
    run        TEXT    NOT NULL REFERENCES run (id),
    site       TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    purpose    TEXT    NOT NULL,
    look       INTEGER NOT NULL,
    started_at TEXT    NOT NULL,
    outcome    TEXT    NOT NULL CHECK (outcome IN ('answered', 'failed', 'barred')),
    status     INTEGER,
    landed     TEXT    NOT NULL,
    body       TEXT    REFERENCES body (hash),
    facts      TEXT    NOT NULL,
    UNIQUE (id, site)
) STRICT;
CREATE INDEX visit_of_site ON visit (run, site);

CREATE TABLE probe (
    -- Home page visits of the availability rounds, outside of any run.
    id    TEXT NOT NULL,
    site  TEXT NOT NULL,
    at    TEXT NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (site, at, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX probe_by_id ON probe (id);

CREATE TABLE bundle (
    -- Everything that the checks may look at, per run and site: JSON, zstd. A row means that the site has been read.
    run   TEXT    NOT NULL REFERENCES run (id),
    site  TEXT    NOT NULL,
    size  INTEGER NOT NULL,
    bytes BLOB    NOT NULL,
    PRIMARY KEY (run, site)
) STRICT;

CREATE TABLE judgment (
    -- What a site's evidence came to under the rules of the run.
    run          TEXT NOT NULL,
    site         TEXT NOT NULL,
    period       TEXT NOT NULL,
    number       INTEGER NOT NULL,
    verdict      TEXT NOT NULL,
    observations TEXT NOT NULL,
    PRIMARY KEY (run, site),
    FOREIGN KEY (run, site) REFERENCES run_site (run, site)
) STRICT;
CREATE INDEX judgment_of_period ON judgment (period, site, number);

CREATE TABLE finding (
    -- Findings as they stood after a judgment; a later run of the same period has its own rows.
    run    TEXT NOT NULL,
    id     TEXT NOT NULL,
    site   TEXT NOT NULL,
    period TEXT NOT NULL,
    place  INTEGER NOT NULL,
    code   TEXT NOT NULL,
    level  TEXT NOT NULL,
    state  TEXT NOT NULL,
    facts  TEXT NOT NULL,
    PRIMARY KEY (run, id),
    FOREIGN KEY (run, site) REFERENCES judgment (run, site)
) STRICT;
CREATE INDEX finding_of_site ON finding (site, period);
CREATE INDEX finding_by_id ON finding (id);

CREATE TABLE finding_step (
    -- The life of a finding: each change of its state, with who made it, when and why. Rows are only added.
    number  INTEGER PRIMARY KEY,
    finding TEXT NOT NULL,
    period  TEXT NOT NULL,
    at      TEXT NOT NULL,
    who     TEXT NOT NULL,
    what    TEXT NOT NULL,
    why     TEXT NOT NULL
) STRICT;
CREATE INDEX step_of_finding ON finding_step (finding, number);

CREATE TABLE flush_mark (
    -- One row, written by each flush: a commit that writes something is what brings the log to the disk.
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL
) STRICT;
INSERT INTO flush_mark VALUES (1, 0);
