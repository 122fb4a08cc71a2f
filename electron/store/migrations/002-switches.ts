/** Switches of a job as last read, and their neighbours. */
export const switches = {
  version: 2,
  name: 'switches',
  up: `
    CREATE TABLE switch (
      id TEXT PRIMARY KEY,
      job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (job_id, key)
    ) STRICT;
    CREATE TABLE neighbour (
      id TEXT PRIMARY KEY,
      switch_id TEXT NOT NULL REFERENCES switch(id) ON DELETE CASCADE,
      job_id TEXT NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX neighbour_by_job ON neighbour (job_id);
    CREATE INDEX neighbour_by_switch ON neighbour (switch_id);
  `,
} as const
