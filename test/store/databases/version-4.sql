PRAGMA user_version = 4;
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
CREATE TABLE history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  device_id TEXT,
  endpoint_id TEXT,
  facts TEXT NOT NULL
) STRICT;
CREATE TABLE memo (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE document (
  collection TEXT NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (collection, key)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE scan_knock (
  job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  place TEXT NOT NULL,
  knock TEXT NOT NULL,
  PRIMARY KEY (job_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX push_by_job ON push (job_id);
CREATE INDEX history_by_job ON history (job_id, id);
CREATE INDEX neighbour_by_job ON neighbour (job_id);
CREATE INDEX neighbour_by_switch ON neighbour (switch_id);
CREATE INDEX scan_by_job ON scan (job_id, started_at);
CREATE INDEX device_by_address ON device (job_id, json_extract(body, '$.address'));
INSERT INTO job VALUES ('one', 1, '{"id":"one","name":"Job one","site":"Reading","region":"emea","language":"en","mode":"rehearsal","practice":true,"createdAt":1,"openedAt":1}');
INSERT INTO job VALUES ('two', 2, '{"id":"two","name":"Job two","site":"Reading","region":"emea","language":"en","mode":"rehearsal","practice":true,"createdAt":1,"openedAt":2}');
INSERT INTO device VALUES ('a', 'one', 'mac:a', '{"id":"a","jobId":"one","key":"mac:a","address":"127.0.0.1","ports":{"http":80,"https":443,"sip":5060,"snmp":161},"identity":{"vendor":"Poly","model":"Rove B2","firmware":"8.0.3.0010","mac":null,"serial":null,"kind":"dect-base","level":"exact","evidence":[],"contradictions":[]},"verdict":{"answer":"not-listed","minimum":null,"approved":null,"date":"2024-07-15","source":"a test"},"driver":"poly-rove","firstSeen":1,"lastSeen":2,"silentSince":null}');
INSERT INTO device VALUES ('b', 'two', 'mac:b', '{"id":"b","jobId":"two","key":"mac:b","address":"127.0.0.1","ports":{"http":80,"https":443,"sip":5060,"snmp":161},"identity":{"vendor":"Poly","model":"Rove B2","firmware":"8.0.3.0010","mac":null,"serial":null,"kind":"dect-base","level":"exact","evidence":[],"contradictions":[]},"verdict":{"answer":"not-listed","minimum":null,"approved":null,"date":"2024-07-15","source":"a test"},"driver":"poly-rove","firstSeen":1,"lastSeen":2,"silentSince":null}');
INSERT INTO sighting VALUES ('a', 0, '{"address":"127.0.0.1","port":80,"protocol":"http.title","raw":"Rove B2","at":1}');
INSERT INTO endpoint VALUES ('1', 'one', '000000000001', '{"id":"1","jobId":"one","deviceId":"a","hardwareId":"000000000001","kind":"handset","ipei":null,"ipeiPrinted":null,"label":"Reception","model":null,"firmware":null,"verdict":{"answer":"not-listed","minimum":null,"approved":null,"date":"2024-07-15","source":"a test"},"seenState":null,"onboarding":{"at":"found","since":1}}');
INSERT INTO endpoint VALUES ('2', 'one', '000000000002', '{"id":"2","jobId":"one","deviceId":"removed device","hardwareId":"000000000002","kind":"handset","ipei":null,"ipeiPrinted":null,"label":"Reception","model":null,"firmware":null,"verdict":{"answer":"not-listed","minimum":null,"approved":null,"date":"2024-07-15","source":"a test"},"seenState":null,"onboarding":{"at":"found","since":1}}');
INSERT INTO plan VALUES ('p', 'a', 1, '{"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"url":"http://192.0.2.1/a.cfg","madeAt":1}');
INSERT INTO plan VALUES ('f', 'a', 1, '{"id":"f","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"url":"","madeAt":1}');
INSERT INTO push VALUES ('done', 'one', 1, '{"id":"done","jobId":"one","deviceId":"a","plan":{"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"url":"http://192.0.2.1/a.cfg","madeAt":1},"state":{"at":"done","since":1,"results":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"},"result":"set","found":"http://192.0.2.1/a.cfg"}]}}');
INSERT INTO push VALUES ('failed', 'one', 1, '{"id":"failed","jobId":"one","deviceId":"a","plan":{"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"url":"http://192.0.2.1/a.cfg","madeAt":1},"state":{"at":"failed","since":2,"during":"planned","problem":{"code":"timed-out","facts":{}},"results":[]}}');
INSERT INTO push VALUES ('killed', 'one', 0, '{"id":"killed","jobId":"one","deviceId":"a","plan":{"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"url":"http://192.0.2.1/a.cfg","madeAt":1},"state":{"at":"planned","since":3}}');
INSERT INTO push VALUES ('older', 'one', 0, '{"id":"older","jobId":"one","deviceId":"a","plan":{"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"url":"http://192.0.2.1/a.cfg","madeAt":1},"state":{"at":"verifying","since":4,"results":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"},"result":"set","found":"http://192.0.2.1/a.cfg"}]}}');
INSERT INTO push VALUES ('active', 'one', 0, '{"id":"active","jobId":"one","deviceId":"a","plan":{"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"url":"http://192.0.2.1/a.cfg","madeAt":1},"state":{"at":"restarting","since":5,"results":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"},"result":"set","found":"http://192.0.2.1/a.cfg"}]}}');
INSERT INTO push VALUES ('stray', 'one', 0, '{"id":"stray","jobId":"one","deviceId":"removed device","plan":{"id":"p","deviceId":"a","edits":[{"id":"itsp.configUrl","page":"Auto Provisioning","group":"ITSP Provisioning","label":"ConfigUrl","before":"","after":"http://192.0.2.1/a.cfg","secret":false,"provenance":{"source":"a test","confidence":"ours"}}],"after":"fetches","provenance":{"source":"a test","confidence":"ours"},"url":"http://192.0.2.1/a.cfg","madeAt":1},"state":{"at":"applying","since":6}}');
INSERT INTO history VALUES (1, 'one', 1, 'device.found', 'a', NULL, '{"address":"127.0.0.1"}');
INSERT INTO history VALUES (2, 'one', 2, 'device.found', 'removed device', '9', '{}');
INSERT INTO memo VALUES ('job.inHand', '"one"');
INSERT INTO document VALUES ('certificate', '127.0.0.1', '"AA:BB"');
INSERT INTO switch VALUES ('s', 'one', 'mac:s', '{"id":"s","jobId":"one","key":"mac:s"}');
INSERT INTO neighbour VALUES ('n', 's', 'one', '{"id":"n"}');
INSERT INTO neighbour VALUES ('m', 's', 'removed job', '{"id":"m"}');
INSERT INTO scan VALUES ('c', 'one', 1, '{"scanId":"c","targets":["192.0.2.0/24"],"exclude":[],"ports":{"http":80,"https":443,"sip":5060,"snmp":161},"profile":"gentle","wide":false,"only":"all","total":254,"startedAt":1}', 254, 9, 2, X'ff01');
INSERT INTO scan_knock VALUES ('one', '192.0.2.1 80', 'web open');
