-- No judgment need be held in memory as one text.
CREATE TABLE observation (
    -- What was observed of a site, a row each, in the order in which the checks said it.
    run   TEXT    NOT NULL,
    site  TEXT    NOT NULL,
    place INTEGER NOT NULL,
    facts TEXT    NOT NULL,
    PRIMARY KEY (run, site, place),
    FOREIGN KEY (run, site) REFERENCES judgment (run, site)
) STRICT, WITHOUT ROWID;
INSERT INTO observation (run, site, place, facts)
SELECT judgment.run, judgment.site, seen.key, seen.value
FROM judgment JOIN json_each(judgment.observations) AS seen;
ALTER TABLE judgment DROP COLUMN observations;
