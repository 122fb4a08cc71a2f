/** Jobs and their records. A body is JSON in the shape of the model; what queries ask for is a column. */
export const first = {
  version: 1,
  name: 'first',
  up: `
    CREATE TABLE job (
      id TEXT PRIMARY KEY,
      opened_at INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE TABLE device (
      id TEXT PRIMARY KEY,
      job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (job_id, key)
    ) STRICT;
    CREATE TABLE sighting (
      device_id TEXT NOT NULL REFERENCES device(id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (device_id, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE endpoint (
      id TEXT PRIMARY KEY,
      job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
      hardware_id TEXT NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (job_id, hardware_id)
    ) STRICT;
    CREATE TABLE plan (
      id TEXT PRIMARY KEY,
      device_id TEXT NOT NULL REFERENCES device(id) ON DELETE CASCADE,
      made_at INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE TABLE push (
      id TEXT PRIMARY KEY,
      job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
      finished INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX push_by_job ON push (job_id);
    CREATE TABLE history (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      what TEXT NOT NULL,
      device_id TEXT,
      endpoint_id TEXT,
      facts TEXT NOT NULL
    ) STRICT;
    CREATE INDEX history_by_job ON history (job_id, id);
    CREATE TABLE memo (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
    CREATE TABLE document (
      collection TEXT NOT NULL,
      key TEXT NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (collection, key)
    ) STRICT, WITHOUT ROWID;
  `,
} as const
