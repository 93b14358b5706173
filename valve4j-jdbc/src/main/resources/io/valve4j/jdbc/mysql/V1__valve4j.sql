-- valve4j, schema 1, for MariaDB 10.6 and later, and MySQL 8.
-- Times are microseconds since 1970-01-01T00:00Z: FROM_UNIXTIME(ends_at / 1000000) shows one.
-- Keys are user ids and names as they are, except for characters other than letters, digits and .-_@+:/=, which are escaped.

CREATE TABLE IF NOT EXISTS valve_schema (
  version INTEGER NOT NULL PRIMARY KEY
) ENGINE = InnoDB;

-- One row for each user that has, or had, a subscription. The body is the whole of it; the rest is for people and reports.
CREATE TABLE IF NOT EXISTS valve_subscription (
  user_key VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL,
  profile VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  paused_since BIGINT,
  canceled_at BIGINT,
  body LONGBLOB NOT NULL
) ENGINE = InnoDB;

-- One row for each change of a subscription.
CREATE TABLE IF NOT EXISTS valve_audit (
  user_key VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  revision BIGINT NOT NULL,
  step_id BINARY(16) NOT NULL,
  happened_at BIGINT NOT NULL,
  action VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body LONGBLOB NOT NULL,
  PRIMARY KEY (user_key, revision)
) ENGINE = InnoDB;

-- One row for each quota and window of a user in which something was used. holds counts holds that may be live.
CREATE TABLE IF NOT EXISTS valve_counter (
  user_key VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  counter_key VARCHAR(402) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  used BIGINT NOT NULL,
  peak BIGINT NOT NULL,
  holds INTEGER NOT NULL,
  ends_at BIGINT,
  PRIMARY KEY (user_key, counter_key),
  KEY valve_counter_ends (ends_at)
) ENGINE = InnoDB;

-- One row for each counter in which a hold that is not settled sets units aside.
CREATE TABLE IF NOT EXISTS valve_hold (
  user_key VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hold_id BINARY(16) NOT NULL,
  counter_key VARCHAR(402) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  lapses_at BIGINT NOT NULL,
  PRIMARY KEY (user_key, hold_id, counter_key),
  KEY valve_hold_counter (user_key, counter_key),
  KEY valve_hold_lapses (lapses_at)
) ENGINE = InnoDB;

-- Idempotency keys of admitted charges, for 24 hours.
CREATE TABLE IF NOT EXISTS valve_replay_key (
  user_key VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  replay_key VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  demand VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  charge_id BINARY(16) NOT NULL,
  ends_at BIGINT NOT NULL,
  postings LONGBLOB NOT NULL,
  PRIMARY KEY (user_key, replay_key),
  KEY valve_replay_key_charge (charge_id),
  KEY valve_replay_key_ends (ends_at)
) ENGINE = InnoDB;

-- Ids of charges and refunds, for 10 minutes, by which one that is sent again is recognised.
CREATE TABLE IF NOT EXISTS valve_step (
  id BINARY(16) NOT NULL PRIMARY KEY,
  ends_at BIGINT NOT NULL,
  postings LONGBLOB NOT NULL,
  KEY valve_step_ends (ends_at)
) ENGINE = InnoDB;

-- Tasks that failed for good.
CREATE TABLE IF NOT EXISTS valve_dead_letter (
  letter_key VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  user_key VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  resource VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  task VARCHAR(180) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  failed_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  body LONGBLOB NOT NULL
) ENGINE = InnoDB;

-- What is locked while dead letters are counted, so that there are never more than there is room for.
CREATE TABLE IF NOT EXISTS valve_lock (
  name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY
) ENGINE = InnoDB;
INSERT IGNORE INTO valve_lock (name) VALUES ('dead letters');

INSERT IGNORE INTO valve_schema (version) VALUES (1);
