/** Adds the progress of devices that are set up by hand with their guided card. */
export const guidedSetups = {
  version: 8,
  name: 'guided-setups',
  up: `
    CREATE TABLE guided_setup (
      device_id TEXT PRIMARY KEY REFERENCES device(id) ON DELETE CASCADE,
      job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX guided_setup_by_job ON guided_setup (job_id);
  `,
} as const
