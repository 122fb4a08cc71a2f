PRAGMA user_version = 8;
CREATE TABLE job (
  id TEXT PRIMARY KEY,
  opened_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
INSERT INTO job VALUES('one',1,'{"id":"one","name":"Job one","site":"Reading","region":"emea","language":"en","mode":"rehearsal","practice":true,"createdAt":1,"openedAt":1}');
INSERT INTO job VALUES('two',2,'{"id":"two","name":"Job two","site":"Reading","region":"emea","language":"en","mode":"rehearsal","practice":true,"createdAt":1,"openedAt":2}');
CREATE TABLE device (
  id TEXT PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (job_id, key)
) STRICT;
INSERT INTO device VALUES('a','one','mac:a','{"id":"a","jobId":"one","key":"mac:a","address":"127.0.0.1","ports":{"http":80,"https":443,"sip":5060,"snmp":161},"identity":{"vendor":"Poly","model":"Rove B2","firmware":"8.0.3.0010","mac":null,"serial":null,"kind":"dect-base","level":"exact","evidence":[],"contradictions":[]},"verdict":{"answer":"not-listed","minimum":null,"approved":null,"date":"2024-07-15","source":"a test"},"driver":"poly-rove","firstSeen":1,"lastSeen":2,"silentSince":null}');
INSERT INTO device VALUES('b','two','mac:b','{"id":"b","jobId":"two","key":"mac:b","address":"127.0.0.1","ports":{"http":80,"https":443,"sip":5060,"snmp":161},"identity":{"vendor":"Poly","model":"Rove B2","firmware":"8.0.3.0010","mac":null,"serial":null,"kind":"dect-base","level":"exact","evidence":[],"contradictions":[]},"verdict":{"answer":"not-listed","minimum":null,"approved":null,"date":"2024-07-15","source":"a test"},"driver":"poly-rove","firstSeen":1,"lastSeen":2,"silentSince":null}');
CREATE TABLE sighting (
  device_id TEXT NOT NULL REFERENCES device(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (device_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO sighting VALUES('a',0,'{"address":"127.0.0.1","port":80,"protocol":"http.title","raw":"Rove B2","at":1}');
CREATE TABLE plan (
  id TEXT PRIMARY KEY,
  device_id TEXT NOT NULL REFERENCES device(id) ON DELETE CASCADE,
  made_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
INSERT INTO "plan" VALUES('p','a',1,'{"target":{"kind":"provisioning","url":"http://192.0.2.1/a.cfg"},"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"madeAt":1}');
INSERT INTO "plan" VALUES('f','a',1,'{"target":{"kind":"firmware","version":"not recorded"},"id":"f","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"madeAt":1}');
CREATE TABLE memo (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
INSERT INTO memo VALUES('job.inHand','"one"');
CREATE TABLE document (
  collection TEXT NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (collection, key)
) STRICT, WITHOUT ROWID;
INSERT INTO document VALUES('certificate','127.0.0.1','"AA:BB"');
CREATE TABLE switch (
  id TEXT PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (job_id, key)
) STRICT;
INSERT INTO switch VALUES('s','one','mac:s','{"id":"s","jobId":"one","key":"mac:s"}');
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
INSERT INTO scan VALUES('c','one',1,'{"scanId":"c","targets":["192.0.2.0/24"],"exclude":[],"ports":{"http":80,"https":443,"sip":5060,"snmp":161},"profile":"gentle","wide":false,"only":"all","total":254,"startedAt":1}',254,9,2,X'ff01');
CREATE TABLE "host_reply" (
  job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  target TEXT NOT NULL,
  reply TEXT NOT NULL,
  PRIMARY KEY (job_id, target)
) STRICT, WITHOUT ROWID;
INSERT INTO host_reply VALUES('one','192.0.2.1 80','web open');
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    why TEXT NOT NULL,
    row TEXT NOT NULL,
    UNIQUE (source, key)
  ) STRICT;
CREATE TABLE IF NOT EXISTS "endpoint" (
    id TEXT PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
    device_id TEXT REFERENCES device(id) ON DELETE SET NULL,
    hardware_id TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (job_id, hardware_id)
  ) STRICT;
INSERT INTO endpoint VALUES('1','one','a','000000000001','{"deviceId":"a","hardwareId":"000000000001","ipei":"0000000001","onboarding":{"at":"found","since":1,"reached":{"found":1}},"id":"1","jobId":"one","kind":"handset","label":"Reception","model":null,"firmware":null,"verdict":{"answer":"not-listed","minimum":null,"approved":null,"date":"2024-07-15","source":"a test"},"seenState":null,"addedBy":"device"}');
INSERT INTO endpoint VALUES('2','one',NULL,'000000000002','{"deviceId":null,"hardwareId":"000000000002","ipei":"0000000002","onboarding":{"at":"found","since":1,"reached":{"found":1}},"id":"2","jobId":"one","kind":"handset","label":"Reception","model":null,"firmware":null,"verdict":{"answer":"not-listed","minimum":null,"approved":null,"date":"2024-07-15","source":"a test"},"seenState":null,"addedBy":"technician"}');
CREATE TABLE IF NOT EXISTS "push" (
    id TEXT PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
    device_id TEXT NOT NULL REFERENCES device(id) ON DELETE CASCADE,
    finished INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
INSERT INTO push VALUES('done','one','a',1,'{"id":"done","jobId":"one","deviceId":"a","plan":{"target":{"kind":"provisioning","url":"http://192.0.2.1/a.cfg"},"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"madeAt":1},"state":{"at":"done","since":1,"results":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"},"result":"set","found":"http://192.0.2.1/a.cfg"}]}}');
INSERT INTO push VALUES('failed','one','a',1,'{"id":"failed","jobId":"one","deviceId":"a","plan":{"target":{"kind":"provisioning","url":"http://192.0.2.1/a.cfg"},"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"madeAt":1},"state":{"at":"failed","since":2,"during":"applying","problem":{"code":"timed-out","facts":{}},"results":[]}}');
INSERT INTO push VALUES('killed','one','a',1,'{"id":"killed","jobId":"one","deviceId":"a","plan":{"target":{"kind":"provisioning","url":"http://192.0.2.1/a.cfg"},"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"madeAt":1},"state":{"at":"failed","since":3,"during":"applying","problem":{"code":"cancelled","facts":{}},"results":[]}}');
INSERT INTO push VALUES('older','one','a',1,'{"id":"older","jobId":"one","deviceId":"a","plan":{"target":{"kind":"provisioning","url":"http://192.0.2.1/a.cfg"},"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"madeAt":1},"state":{"at":"failed","since":4,"during":"applying","problem":{"code":"cancelled","facts":{}},"results":[]}}');
INSERT INTO push VALUES('active','one','a',0,'{"id":"active","jobId":"one","deviceId":"a","plan":{"target":{"kind":"provisioning","url":"http://192.0.2.1/a.cfg"},"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"madeAt":1},"state":{"at":"restarting","since":5,"results":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"},"result":"set","found":"http://192.0.2.1/a.cfg"}],"until":300005}}');
INSERT INTO push VALUES('stray','one','removed device',0,'{"id":"stray","jobId":"one","deviceId":"removed device","plan":{"target":{"kind":"provisioning","url":"http://192.0.2.1/a.cfg"},"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"madeAt":1},"state":{"at":"applying","since":6}}');
CREATE TABLE IF NOT EXISTS "neighbour" (
    id TEXT PRIMARY KEY,
    switch_id TEXT NOT NULL REFERENCES switch(id) ON DELETE CASCADE,
    job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
    body TEXT NOT NULL
  ) STRICT;
INSERT INTO neighbour VALUES('n','s','one','{"id":"n"}');
INSERT INTO neighbour VALUES('m','s','removed job','{"id":"m"}');
CREATE TABLE IF NOT EXISTS "history" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    device_id TEXT REFERENCES device(id) ON DELETE SET NULL,
    endpoint_id TEXT REFERENCES endpoint(id) ON DELETE SET NULL,
    facts TEXT NOT NULL
  ) STRICT;
INSERT INTO history VALUES(1,'one',1,'device.found','a',NULL,'{"address":"127.0.0.1"}');
INSERT INTO history VALUES(2,'one',2,'device.found',NULL,NULL,'{}');
CREATE TABLE guided_setup (
      device_id TEXT PRIMARY KEY REFERENCES device(id) ON DELETE CASCADE,
      job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
      body TEXT NOT NULL
    ) STRICT;
INSERT INTO guided_setup VALUES('a','one','{"id":"a","jobId":"one","card":"generic","state":{"at":"open","since":1,"ticks":[]}}');
CREATE INDEX guided_setup_by_job ON guided_setup (job_id);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('history',2);
CREATE INDEX scan_by_job ON scan (job_id, started_at);
CREATE INDEX device_by_address ON device (job_id, json_extract(body, '$.address'));
CREATE INDEX endpoint_by_device ON endpoint (device_id);
CREATE INDEX push_by_job ON push (job_id);
CREATE INDEX push_by_device ON push (device_id);
CREATE INDEX neighbour_by_job ON neighbour (job_id);
CREATE INDEX neighbour_by_switch ON neighbour (switch_id);
CREATE INDEX history_by_job ON history (job_id, id);
CREATE INDEX history_by_device ON history (device_id);
CREATE INDEX history_by_endpoint ON history (endpoint_id);
CREATE UNIQUE INDEX push_active ON push (device_id) WHERE finished = 0;
