-- valve4j, schema 1, for H2 2.
-- Times are microseconds since 1970-01-01T00:00Z: DATEADD(MICROSECOND, ends_at, TIMESTAMP '1970-01-01 00:00:00') shows one.
-- Keys are user ids and names as they are, except for characters other than letters, digits and .-_@+:/=, which are escaped.

CREATE TABLE IF NOT EXISTS valve_schema (
  version INTEGER NOT NULL PRIMARY KEY
);

-- One row for each user that has, or had, a subscription. The body is the whole of it; the rest is for people and reports.
CREATE TABLE IF NOT EXISTS valve_subscription (
  user_key VARCHAR_CASESENSITIVE(180) NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL,
  profile VARCHAR_CASESENSITIVE(180) NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  paused_since BIGINT,
  canceled_at BIGINT,
  body VARBINARY NOT NULL
);

-- One row for each change of a subscription.
CREATE TABLE IF NOT EXISTS valve_audit (
  user_key VARCHAR_CASESENSITIVE(180) NOT NULL,
  revision BIGINT NOT NULL,
  step_id UUID NOT NULL,
  happened_at BIGINT NOT NULL,
  action VARCHAR(40) NOT NULL,
  actor VARCHAR_CASESENSITIVE(180) NOT NULL,
  body VARBINARY NOT NULL,
  PRIMARY KEY (user_key, revision)
);

-- One row for each quota and window of a user in which something was used. holds counts holds that may be live.
CREATE TABLE IF NOT EXISTS valve_counter (
  user_key VARCHAR_CASESENSITIVE(180) NOT NULL,
  counter_key VARCHAR_CASESENSITIVE(402) NOT NULL,
  used BIGINT NOT NULL,
  peak BIGINT NOT NULL,
  holds INTEGER NOT NULL,
  ends_at BIGINT,
  PRIMARY KEY (user_key, counter_key)
);
CREATE INDEX IF NOT EXISTS valve_counter_ends ON valve_counter (ends_at);

-- One row for each counter in which a hold that is not settled sets units aside.
CREATE TABLE IF NOT EXISTS valve_hold (
  user_key VARCHAR_CASESENSITIVE(180) NOT NULL,
  hold_id UUID NOT NULL,
  counter_key VARCHAR_CASESENSITIVE(402) NOT NULL,
  amount BIGINT NOT NULL,
  lapses_at BIGINT NOT NULL,
  PRIMARY KEY (user_key, hold_id, counter_key)
);
CREATE INDEX IF NOT EXISTS valve_hold_counter ON valve_hold (user_key, counter_key);
CREATE INDEX IF NOT EXISTS valve_hold_lapses ON valve_hold (lapses_at);

-- Idempotency keys of admitted charges, for 24 hours.
CREATE TABLE IF NOT EXISTS valve_replay_key (
  user_key VARCHAR_CASESENSITIVE(180) NOT NULL,
  replay_key VARCHAR_CASESENSITIVE(180) NOT NULL,
  demand VARCHAR_CASESENSITIVE(180) NOT NULL,
  charge_id UUID NOT NULL,
  ends_at BIGINT NOT NULL,
  postings VARBINARY NOT NULL,
  PRIMARY KEY (user_key, replay_key)
);
CREATE INDEX IF NOT EXISTS valve_replay_key_charge ON valve_replay_key (charge_id);
CREATE INDEX IF NOT EXISTS valve_replay_key_ends ON valve_replay_key (ends_at);

-- Ids of charges and refunds, for 10 minutes, by which one that is sent again is recognised.
CREATE TABLE IF NOT EXISTS valve_step (
  id UUID NOT NULL PRIMARY KEY,
  ends_at BIGINT NOT NULL,
  postings VARBINARY NOT NULL
);
CREATE INDEX IF NOT EXISTS valve_step_ends ON valve_step (ends_at);

-- Tasks that failed for good.
CREATE TABLE IF NOT EXISTS valve_dead_letter (
  letter_key VARCHAR_CASESENSITIVE(180) NOT NULL PRIMARY KEY,
  user_key VARCHAR_CASESENSITIVE(180) NOT NULL,
  resource VARCHAR_CASESENSITIVE(180) NOT NULL,
  task VARCHAR_CASESENSITIVE(180) NOT NULL,
  failed_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  body VARBINARY NOT NULL
);

-- What is locked while dead letters are counted, so that there are never more than there is room for.
CREATE TABLE IF NOT EXISTS valve_lock (
  name VARCHAR(40) NOT NULL PRIMARY KEY
);
MERGE INTO valve_lock (name) KEY (name) VALUES ('dead letters');

MERGE INTO valve_schema (version) KEY (version) VALUES (1);
