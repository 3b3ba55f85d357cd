-- Instants are milliseconds since 1970 in UTC (0: none). Days are text. BLOBs are sealed.
-- master: id of the master key that wraps from now on. renewal: number of the last renewal of all
-- data keys that began; renewing: it has not ended.
CREATE TABLE installation (
	id TEXT PRIMARY KEY,
	key_check BLOB NOT NULL,
	master INTEGER NOT NULL,
	renewal INTEGER NOT NULL,
	renewing INTEGER NOT NULL,
	created INTEGER NOT NULL
) STRICT;

-- What was applied once: presses, submissions, events.
CREATE TABLE once (
	key TEXT PRIMARY KEY,
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX once_at ON once (at);

CREATE TABLE people (
	id TEXT PRIMARY KEY,
	team TEXT NOT NULL,
	slack_user TEXT NOT NULL,
	name TEXT NOT NULL,
	zone TEXT NOT NULL,
	writing TEXT NOT NULL,
	typed INTEGER NOT NULL,
	greeted INTEGER NOT NULL,
	paused INTEGER NOT NULL,
	told TEXT NOT NULL,
	country TEXT NOT NULL,
	leave_from TEXT NOT NULL,
	leave_to TEXT NOT NULL,
	away INTEGER NOT NULL,
	away_since INTEGER NOT NULL,
	snoozed INTEGER NOT NULL,
	topics_off TEXT NOT NULL,
	dm TEXT NOT NULL,
	erase_at INTEGER NOT NULL,
	version INTEGER NOT NULL,
	created INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX people_slack ON people (team, slack_user);
CREATE INDEX people_erase ON people (erase_at) WHERE erase_at > 0;

-- What is left of an erasure: what, how many, when.
CREATE TABLE receipts (
	id TEXT PRIMARY KEY,
	person TEXT NOT NULL REFERENCES people (id),
	engagement TEXT NOT NULL,
	cause TEXT NOT NULL,
	from_day TEXT NOT NULL,
	to_day TEXT NOT NULL,
	reflections INTEGER NOT NULL,
	actions INTEGER NOT NULL,
	briefs INTEGER NOT NULL,
	sessions INTEGER NOT NULL,
	sentences INTEGER NOT NULL,
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX receipts_person ON receipts (person, at);

-- The data key of each coachee, wrapped by the master key with the id in column master. While one
-- is being replaced there are two: the higher version seals, both open.
CREATE TABLE owner_keys (
	owner TEXT NOT NULL REFERENCES people (id),
	version INTEGER NOT NULL,
	master INTEGER NOT NULL,
	wrapped BLOB NOT NULL,
	renewal INTEGER NOT NULL,
	created INTEGER NOT NULL,
	PRIMARY KEY (owner, version)
) STRICT;
CREATE INDEX owner_keys_master ON owner_keys (master);

-- Data keys that were destroyed, with every earlier version, because the coachee erased everything.
-- ended: no engagement of theirs was under way any more.
CREATE TABLE tombstones (
	owner TEXT NOT NULL,
	version INTEGER NOT NULL,
	at INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	PRIMARY KEY (owner, version)
) STRICT, WITHOUT ROWID;

-- What was erased for good or taken back, by its id. Kind entry: a reflection, an action or a brief; words:
-- those of a session or a sentence, in this version of the row; taken-back: a consent or a brief, in this
-- version; any other kind: how much of an engagement. person: who went with it, or empty.
CREATE TABLE buried (
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	version INTEGER NOT NULL,
	person TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (id, kind, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE engagements (
	id TEXT PRIMARY KEY,
	coach TEXT NOT NULL REFERENCES people (id),
	coachee TEXT NOT NULL REFERENCES people (id),
	sponsor TEXT NOT NULL,
	sponsor_state TEXT NOT NULL,
	next_coach TEXT NOT NULL,
	coach_account TEXT NOT NULL,
	coachee_account TEXT NOT NULL,
	sessions INTEGER NOT NULL,
	minutes INTEGER NOT NULL,
	every_days INTEGER NOT NULL,
	first_day TEXT NOT NULL,
	state TEXT NOT NULL,
	version INTEGER NOT NULL,
	created INTEGER NOT NULL,
	accepted INTEGER NOT NULL,
	closed INTEGER NOT NULL,
	wiped INTEGER NOT NULL,
	notices INTEGER NOT NULL,
	not_before INTEGER NOT NULL
) STRICT;
-- One engagement under way for each pair, whoever presses twice at once.
CREATE UNIQUE INDEX engagements_pair ON engagements (coach, coachee) WHERE state IN ('draft', 'invited', 'active', 'paused', 'closing');
CREATE INDEX engagements_over ON engagements (closed) WHERE closed > 0;
CREATE INDEX engagements_wiped ON engagements (wiped) WHERE wiped > 0;
CREATE INDEX engagements_coach ON engagements (coach);
CREATE INDEX engagements_coachee ON engagements (coachee);
CREATE INDEX engagements_sponsor ON engagements (sponsor) WHERE sponsor <> '';

CREATE TABLE acceptances (
	id TEXT PRIMARY KEY,
	engagement TEXT NOT NULL REFERENCES engagements (id),
	person TEXT NOT NULL REFERENCES people (id),
	role TEXT NOT NULL,
	text TEXT NOT NULL,
	accepted INTEGER NOT NULL,
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX acceptances_engagement ON acceptances (engagement);

CREATE TABLE actions (
	id TEXT PRIMARY KEY,
	engagement TEXT NOT NULL REFERENCES engagements (id),
	author TEXT NOT NULL,
	words BLOB NOT NULL,
	due TEXT NOT NULL,
	due_time TEXT NOT NULL,
	state TEXT NOT NULL,
	version INTEGER NOT NULL,
	created INTEGER NOT NULL,
	answered INTEGER NOT NULL,
	outcome INTEGER NOT NULL
) STRICT;
CREATE INDEX actions_engagement ON actions (engagement);

CREATE TABLE sessions (
	id TEXT PRIMARY KEY,
	engagement TEXT NOT NULL REFERENCES engagements (id),
	coach TEXT NOT NULL,
	coachee TEXT NOT NULL,
	start INTEGER NOT NULL,
	minutes INTEGER NOT NULL,
	words BLOB NOT NULL,
	asked INTEGER NOT NULL,
	state TEXT NOT NULL,
	moves INTEGER NOT NULL,
	changed_by TEXT NOT NULL,
	version INTEGER NOT NULL,
	created INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_engagement ON sessions (engagement);
CREATE INDEX sessions_coach ON sessions (coach, start);
CREATE INDEX sessions_coachee ON sessions (coachee, start);

-- Who is busy in which five minutes, counted since 1970. The key decides races.
CREATE TABLE session_slots (
	person TEXT NOT NULL,
	slot INTEGER NOT NULL,
	session TEXT NOT NULL REFERENCES sessions (id),
	PRIMARY KEY (person, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_slots_session ON session_slots (session);

CREATE TABLE schedules (
	id TEXT PRIMARY KEY,
	engagement TEXT NOT NULL REFERENCES engagements (id),
	person TEXT NOT NULL REFERENCES people (id),
	cron TEXT NOT NULL,
	zone TEXT NOT NULL,
	next INTEGER NOT NULL,
	paused INTEGER NOT NULL,
	spacing INTEGER NOT NULL,
	version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX schedules_engagement ON schedules (engagement);
CREATE INDEX schedules_next ON schedules (next) WHERE next > 0;

CREATE TABLE reflections (
	id TEXT PRIMARY KEY,
	engagement TEXT NOT NULL REFERENCES engagements (id),
	prompt TEXT NOT NULL,
	words BLOB NOT NULL,
	audience TEXT NOT NULL,
	channel TEXT NOT NULL,
	message TEXT NOT NULL,
	version INTEGER NOT NULL,
	created INTEGER NOT NULL,
	edited INTEGER NOT NULL
) STRICT;
CREATE INDEX reflections_engagement ON reflections (engagement, created);
CREATE UNIQUE INDEX reflections_message ON reflections (channel, message) WHERE message <> '';

CREATE TABLE briefs (
	id TEXT PRIMARY KEY,
	engagement TEXT NOT NULL REFERENCES engagements (id),
	words BLOB NOT NULL,
	ratings INTEGER NOT NULL,
	version INTEGER NOT NULL,
	released INTEGER NOT NULL
) STRICT;
CREATE INDEX briefs_engagement ON briefs (engagement, released);

CREATE TABLE brief_entries (
	brief TEXT NOT NULL REFERENCES briefs (id),
	reflection TEXT NOT NULL REFERENCES reflections (id),
	place INTEGER NOT NULL,
	PRIMARY KEY (brief, reflection)
) STRICT, WITHOUT ROWID;
CREATE INDEX brief_entries_reflection ON brief_entries (reflection);

CREATE TABLE consents (
	id TEXT PRIMARY KEY,
	engagement TEXT NOT NULL REFERENCES engagements (id),
	recipient TEXT NOT NULL REFERENCES people (id),
	milestone TEXT NOT NULL,
	category TEXT NOT NULL,
	under TEXT NOT NULL,
	words BLOB NOT NULL,
	state TEXT NOT NULL,
	version INTEGER NOT NULL,
	asked INTEGER NOT NULL,
	given INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	withdrawn INTEGER NOT NULL
) STRICT;
-- One question for each milestone and recipient, whoever asks twice at once; one consent to a category.
CREATE UNIQUE INDEX consents_milestone ON consents (engagement, recipient, category, milestone);

-- Every version of every consent, as it was. Rows are only added.
CREATE TABLE consent_events (
	id TEXT PRIMARY KEY,
	consent TEXT NOT NULL,
	engagement TEXT NOT NULL REFERENCES engagements (id),
	recipient TEXT NOT NULL,
	under TEXT NOT NULL,
	words BLOB NOT NULL,
	state TEXT NOT NULL,
	at INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	version INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_events_consent ON consent_events (consent, version);
CREATE INDEX consent_events_engagement ON consent_events (engagement);
-- A line of the ledger stands as it was written; its words alone are sealed anew with another key.
CREATE TRIGGER consent_events_stand BEFORE UPDATE OF id, consent, engagement, recipient, under, state, at, expires, version ON consent_events
BEGIN SELECT RAISE(ABORT, 'a line of the ledger is never changed'); END;

-- Who was shown or sent what kind of thing of a coachee's, and when. Rows are only added.
CREATE TABLE access_log (
	id TEXT PRIMARY KEY,
	engagement TEXT NOT NULL,
	coachee TEXT NOT NULL REFERENCES people (id),
	who TEXT NOT NULL,
	what TEXT NOT NULL,
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX access_log_coachee ON access_log (coachee, at, id);

-- claimed: since when a job carries the delivery; 0: none does.
CREATE TABLE deliveries (
	id TEXT PRIMARY KEY,
	key TEXT NOT NULL,
	engagement TEXT NOT NULL REFERENCES engagements (id),
	recipient TEXT NOT NULL REFERENCES people (id),
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	due INTEGER NOT NULL,
	nominal INTEGER NOT NULL,
	state TEXT NOT NULL,
	answered INTEGER NOT NULL,
	reason TEXT NOT NULL,
	held TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	intended INTEGER NOT NULL,
	sent INTEGER NOT NULL,
	channel TEXT NOT NULL,
	message TEXT NOT NULL,
	batch TEXT NOT NULL,
	version INTEGER NOT NULL,
	claimed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX deliveries_key ON deliveries (key);
CREATE INDEX deliveries_open ON deliveries (due) WHERE claimed = 0 AND batch = '' AND state IN ('due', 'intended');
-- Whose turn it is, literally as Claim asks for it.
CREATE INDEX deliveries_turn ON deliveries ((CASE WHEN kind IN ('session-48h', 'session-1h') THEN 1 WHEN kind IN ('action-due', 'action-follow-up', 'session-after', 'session-actions') THEN 3 WHEN kind IN ('prompt', 'prompt-again', 'cadence') THEN 4 ELSE 2 END), due)
	WHERE claimed = 0 AND batch = '' AND state IN ('due', 'intended');
CREATE INDEX deliveries_claimed ON deliveries (claimed) WHERE claimed > 0 AND state IN ('due', 'intended');
CREATE INDEX deliveries_nominal ON deliveries (nominal);
CREATE INDEX deliveries_recipient ON deliveries (recipient, state, sent);
CREATE INDEX deliveries_subject ON deliveries (subject, nominal);
CREATE INDEX deliveries_engagement ON deliveries (engagement, state);
CREATE INDEX deliveries_message ON deliveries (channel, message) WHERE message <> '';
CREATE INDEX deliveries_batch ON deliveries (batch) WHERE batch <> '';
