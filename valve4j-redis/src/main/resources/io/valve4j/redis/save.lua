-- KEYS: account, subscription, audit. ARGV: 2 expected revision, 3 next revision, 4 subscription, 5 id of this change, 6 event.
-- Answers 1 if it is saved, be it by an earlier try of the same change; else 0. The audit has one event for each revision.

local revision = redis.call('HGET', ACCOUNT, 'r') or '0'
if revision ~= ARGV[2] then
  local event = redis.call('LINDEX', KEYS[3], ARGV[2])
  return { event and string.sub(event, 1, 16) == ARGV[5] and 1 or 0 }
end
redis.call('HSET', ACCOUNT, 'r', ARGV[3])
keepUntil(NEVER)
redis.call('SET', KEYS[2], ARGV[4])
redis.call('RPUSH', KEYS[3], ARGV[5] .. ARGV[6])
return { 1 }
