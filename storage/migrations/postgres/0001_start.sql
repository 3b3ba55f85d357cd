-- Instants are milliseconds since 1970 in UTC (0: none). Days are text. Every bytea is sealed.
-- master: id of the master key that wraps from now on. renewal: number of the last renewal of all
-- data keys that began; renewing: it has not ended.
CREATE TABLE installation (
	id text PRIMARY KEY,
	key_check bytea NOT NULL,
	master bigint NOT NULL,
	renewal integer NOT NULL,
	renewing boolean NOT NULL,
	created bigint NOT NULL
);

-- What was applied once: presses, submissions, events.
CREATE TABLE once (
	key text PRIMARY KEY,
	at bigint NOT NULL
);
CREATE INDEX once_at ON once (at);

CREATE TABLE people (
	id text PRIMARY KEY,
	team text NOT NULL,
	slack_user text NOT NULL,
	name text NOT NULL,
	zone text NOT NULL,
	writing text NOT NULL,
	typed boolean NOT NULL,
	greeted boolean NOT NULL,
	paused boolean NOT NULL,
	told text NOT NULL,
	country text NOT NULL,
	leave_from text NOT NULL,
	leave_to text NOT NULL,
	away bigint NOT NULL,
	away_since bigint NOT NULL,
	snoozed bigint NOT NULL,
	topics_off text NOT NULL,
	dm text NOT NULL,
	erase_at bigint NOT NULL,
	version integer NOT NULL,
	created bigint NOT NULL
);
CREATE UNIQUE INDEX people_slack ON people (team, slack_user);
CREATE INDEX people_erase ON people (erase_at) WHERE erase_at > 0;

-- What is left of an erasure: what, how many, when.
CREATE TABLE receipts (
	id text PRIMARY KEY,
	person text NOT NULL REFERENCES people (id),
	engagement text NOT NULL,
	cause text NOT NULL,
	from_day text NOT NULL,
	to_day text NOT NULL,
	reflections integer NOT NULL,
	actions integer NOT NULL,
	briefs integer NOT NULL,
	sessions integer NOT NULL,
	sentences integer NOT NULL,
	at bigint NOT NULL
);
CREATE INDEX receipts_person ON receipts (person, at);

-- The data key of each coachee, wrapped by the master key with the id in column master. While one
-- is being replaced there are two: the higher version seals, both open.
CREATE TABLE owner_keys (
	owner text NOT NULL REFERENCES people (id),
	version integer NOT NULL,
	master bigint NOT NULL,
	wrapped bytea NOT NULL,
	renewal integer NOT NULL,
	created bigint NOT NULL,
	PRIMARY KEY (owner, version)
);
CREATE INDEX owner_keys_master ON owner_keys (master);

-- Data keys that were destroyed, with every earlier version, because the coachee erased everything.
-- ended: no engagement of theirs was under way any more.
CREATE TABLE tombstones (
	owner text NOT NULL,
	version integer NOT NULL,
	at bigint NOT NULL,
	ended boolean NOT NULL,
	PRIMARY KEY (owner, version)
);

-- What was erased for good or taken back, by its id. Kind entry: a reflection, an action or a brief; words:
-- those of a session or a sentence, in this version of the row; taken-back: a consent or a brief, in this
-- version; any other kind: how much of an engagement. person: who went with it, or empty.
CREATE TABLE buried (
	id text NOT NULL,
	kind text NOT NULL,
	version integer NOT NULL,
	person text NOT NULL,
	at bigint NOT NULL,
	PRIMARY KEY (id, kind, version)
);

CREATE TABLE engagements (
	id text PRIMARY KEY,
	coach text NOT NULL REFERENCES people (id),
	coachee text NOT NULL REFERENCES people (id),
	sponsor text NOT NULL,
	sponsor_state text NOT NULL,
	next_coach text NOT NULL,
	coach_account text NOT NULL,
	coachee_account text NOT NULL,
	sessions integer NOT NULL,
	minutes integer NOT NULL,
	every_days integer NOT NULL,
	first_day text NOT NULL,
	state text NOT NULL,
	version integer NOT NULL,
	created bigint NOT NULL,
	accepted bigint NOT NULL,
	closed bigint NOT NULL,
	wiped bigint NOT NULL,
	notices integer NOT NULL,
	not_before bigint NOT NULL
);
-- One engagement under way for each pair, whoever presses twice at once.
CREATE UNIQUE INDEX engagements_pair ON engagements (coach, coachee) WHERE state IN ('draft', 'invited', 'active', 'paused', 'closing');
CREATE INDEX engagements_over ON engagements (closed) WHERE closed > 0;
CREATE INDEX engagements_wiped ON engagements (wiped) WHERE wiped > 0;
CREATE INDEX engagements_coach ON engagements (coach);
CREATE INDEX engagements_coachee ON engagements (coachee);
CREATE INDEX engagements_sponsor ON engagements (sponsor) WHERE sponsor <> '';

CREATE TABLE acceptances (
	id text PRIMARY KEY,
	engagement text NOT NULL REFERENCES engagements (id),
	person text NOT NULL REFERENCES people (id),
	role text NOT NULL,
	text text NOT NULL,
	accepted boolean NOT NULL,
	at bigint NOT NULL
);
CREATE INDEX acceptances_engagement ON acceptances (engagement);

CREATE TABLE actions (
	id text PRIMARY KEY,
	engagement text NOT NULL REFERENCES engagements (id),
	author text NOT NULL,
	words bytea NOT NULL,
	due text NOT NULL,
	due_time text NOT NULL,
	state text NOT NULL,
	version integer NOT NULL,
	created bigint NOT NULL,
	answered bigint NOT NULL,
	outcome bigint NOT NULL
);
CREATE INDEX actions_engagement ON actions (engagement);

CREATE TABLE sessions (
	id text PRIMARY KEY,
	engagement text NOT NULL REFERENCES engagements (id),
	coach text NOT NULL,
	coachee text NOT NULL,
	start bigint NOT NULL,
	minutes integer NOT NULL,
	words bytea NOT NULL,
	asked bigint NOT NULL,
	state text NOT NULL,
	moves integer NOT NULL,
	changed_by text NOT NULL,
	version integer NOT NULL,
	created bigint NOT NULL
);
CREATE INDEX sessions_engagement ON sessions (engagement);
CREATE INDEX sessions_coach ON sessions (coach, start);
CREATE INDEX sessions_coachee ON sessions (coachee, start);

-- Who is busy in which five minutes, counted since 1970. The key decides races.
CREATE TABLE session_slots (
	person text NOT NULL,
	slot bigint NOT NULL,
	session text NOT NULL REFERENCES sessions (id),
	PRIMARY KEY (person, slot)
);
CREATE INDEX session_slots_session ON session_slots (session);

CREATE TABLE schedules (
	id text PRIMARY KEY,
	engagement text NOT NULL REFERENCES engagements (id),
	person text NOT NULL REFERENCES people (id),
	cron text NOT NULL,
	zone text NOT NULL,
	next bigint NOT NULL,
	paused boolean NOT NULL,
	spacing integer NOT NULL,
	version integer NOT NULL
);
CREATE UNIQUE INDEX schedules_engagement ON schedules (engagement);
CREATE INDEX schedules_next ON schedules (next) WHERE next > 0;

CREATE TABLE reflections (
	id text PRIMARY KEY,
	engagement text NOT NULL REFERENCES engagements (id),
	prompt text NOT NULL,
	words bytea NOT NULL,
	audience text NOT NULL,
	channel text NOT NULL,
	message text NOT NULL,
	version integer NOT NULL,
	created bigint NOT NULL,
	edited bigint NOT NULL
);
CREATE INDEX reflections_engagement ON reflections (engagement, created);
CREATE UNIQUE INDEX reflections_message ON reflections (channel, message) WHERE message <> '';

CREATE TABLE briefs (
	id text PRIMARY KEY,
	engagement text NOT NULL REFERENCES engagements (id),
	words bytea NOT NULL,
	ratings boolean NOT NULL,
	version integer NOT NULL,
	released bigint NOT NULL
);
CREATE INDEX briefs_engagement ON briefs (engagement, released);

CREATE TABLE brief_entries (
	brief text NOT NULL REFERENCES briefs (id),
	reflection text NOT NULL REFERENCES reflections (id),
	place integer NOT NULL,
	PRIMARY KEY (brief, reflection)
);
CREATE INDEX brief_entries_reflection ON brief_entries (reflection);

CREATE TABLE consents (
	id text PRIMARY KEY,
	engagement text NOT NULL REFERENCES engagements (id),
	recipient text NOT NULL REFERENCES people (id),
	milestone text NOT NULL,
	category text NOT NULL,
	under text NOT NULL,
	words bytea NOT NULL,
	state text NOT NULL,
	version integer NOT NULL,
	asked bigint NOT NULL,
	given bigint NOT NULL,
	expires bigint NOT NULL,
	withdrawn bigint NOT NULL
);
-- One question for each milestone and recipient, whoever asks twice at once; one consent to a category.
CREATE UNIQUE INDEX consents_milestone ON consents (engagement, recipient, category, milestone);

-- Every version of every consent, as it was. Rows are only added.
CREATE TABLE consent_events (
	id text PRIMARY KEY,
	consent text NOT NULL,
	engagement text NOT NULL REFERENCES engagements (id),
	recipient text NOT NULL,
	under text NOT NULL,
	words bytea NOT NULL,
	state text NOT NULL,
	at bigint NOT NULL,
	expires bigint NOT NULL,
	version integer NOT NULL
);
CREATE INDEX consent_events_consent ON consent_events (consent, version);
CREATE INDEX consent_events_engagement ON consent_events (engagement);
-- A line of the ledger stands as it was written; its words alone are sealed anew with another key.
CREATE FUNCTION consent_events_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a line of the ledger is never changed'; END $$;
CREATE TRIGGER consent_events_stand BEFORE UPDATE OF id, consent, engagement, recipient, under, state, at, expires, version ON consent_events
FOR EACH ROW EXECUTE FUNCTION consent_events_stand();

-- Who was shown or sent what kind of thing of a coachee's, and when. Rows are only added.
CREATE TABLE access_log (
	id text PRIMARY KEY,
	engagement text NOT NULL,
	coachee text NOT NULL REFERENCES people (id),
	who text NOT NULL,
	what text NOT NULL,
	at bigint NOT NULL
);
CREATE INDEX access_log_coachee ON access_log (coachee, at, id);

-- claimed: since when a job carries the delivery; 0: none does.
CREATE TABLE deliveries (
	id text PRIMARY KEY,
	key text NOT NULL,
	engagement text NOT NULL REFERENCES engagements (id),
	recipient text NOT NULL REFERENCES people (id),
	kind text NOT NULL,
	subject text NOT NULL,
	due bigint NOT NULL,
	nominal bigint NOT NULL,
	state text NOT NULL,
	answered bigint NOT NULL,
	reason text NOT NULL,
	held text NOT NULL,
	attempts integer NOT NULL,
	intended bigint NOT NULL,
	sent bigint NOT NULL,
	channel text NOT NULL,
	message text NOT NULL,
	batch text NOT NULL,
	version integer NOT NULL,
	claimed bigint NOT NULL DEFAULT 0
);
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
