/** Scans that have not ended, with one bit for each settled target, and the last reply of each target of a job. */
export const scans = {
  version: 3,
  name: 'scans',
  up: `
    CREATE TABLE scan (
      id TEXT PRIMARY KEY,
      job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
      started_at INTEGER NOT NULL,
      body TEXT NOT NULL,
      total INTEGER NOT NULL,
      settled INTEGER NOT NULL,
      answering INTEGER NOT NULL,
      done BLOB NOT NULL
    ) STRICT;
    CREATE INDEX scan_by_job ON scan (job_id, started_at);
    CREATE TABLE scan_knock (
      job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
      place TEXT NOT NULL,
      knock TEXT NOT NULL,
      PRIMARY KEY (job_id, place)
    ) STRICT, WITHOUT ROWID;
  `,
} as const
