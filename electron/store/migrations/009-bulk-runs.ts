/** Adds runs of a bulk set-up, with a row for each of their devices, so that a step of one device rewrites one small row. */
export const bulkRuns = {
  version: 9,
  name: 'bulk-runs',
  up: `
    CREATE TABLE bulk_run (
      id TEXT PRIMARY KEY,
      job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
      created_at INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX bulk_run_by_job ON bulk_run (job_id, created_at);
    CREATE TABLE bulk_run_device (
      run_id TEXT NOT NULL REFERENCES bulk_run(id) ON DELETE CASCADE,
      device_id TEXT NOT NULL REFERENCES device(id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (run_id, device_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX bulk_run_device_by_device ON bulk_run_device (device_id);
  `,
} as const
