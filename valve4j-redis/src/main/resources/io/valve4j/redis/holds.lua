-- Holds. A hash: 'p' and a hold's id to "amount counter amount counter ..."; 's' and a counter's key to the sum of its live holds;
-- 'l' to a time before which none of them lapses. A sorted set beside it: hold ids by the time at which they lapse, and, once
-- they have and no longer count in the sums, by minus the time at which they are forgotten. The two expire together.

local HOLDS = KEYS[2]
local LAPSES = KEYS[3]
local FORGOTTEN_AT_ONCE = 100

local function uncount(id)
  local record = redis.call('HGET', HOLDS, 'p' .. id) or ''
  for amount, counter in string.gmatch(record, '(%d+) (%S+)') do
    local rest = subtract(redis.call('HGET', HOLDS, 's' .. counter) or '0', amount)
    if rest == '0' then
      redis.call('HDEL', HOLDS, 's' .. counter)
    else
      redis.call('HSET', HOLDS, 's' .. counter, rest)
    end
  end
end

local function drop(id)
  redis.call('HDEL', HOLDS, 'p' .. id)
  redis.call('ZREM', LAPSES, id)
  if redis.call('ZCARD', LAPSES) == 0 then
    redis.call('DEL', HOLDS)
  end
end

-- How many there were to forget.
local function forget()
  local old = redis.call('ZRANGEBYSCORE', LAPSES, text(-now), '(0', 'LIMIT', 0, FORGOTTEN_AT_ONCE)
  for _, id in ipairs(old) do
    drop(id)
  end
  return #old
end

local function lapse()
  local due = redis.call('ZRANGEBYSCORE', LAPSES, 0, text(now), 'WITHSCORES')
  for i = 1, #due, 2 do
    uncount(due[i])
    redis.call('ZADD', LAPSES, text(-(tonumber(due[i + 1]) + DAY)), due[i])
  end
  forget()
  local first = redis.call('ZRANGEBYSCORE', LAPSES, '(0', '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  if first[2] then
    redis.call('HSET', HOLDS, 'l', first[2])
  elseif redis.call('EXISTS', HOLDS) == 1 then
    redis.call('HDEL', HOLDS, 'l')
  end
end

-- The units that live holds set aside in counters, in their order; not capped.
local function held(counters)
  local fields = { 'l' }
  for i = 1, #counters do
    fields[i + 1] = 's' .. counters[i]
  end
  local found = redis.call('HMGET', HOLDS, unpack(fields))
  if found[1] and tonumber(found[1]) <= now then
    lapse()
    found = redis.call('HMGET', HOLDS, unpack(fields))
  end
  local sums = {}
  for i = 1, #counters do
    sums[i] = found[i + 1] or '0'
  end
  return sums
end

local function hold(id, postings, at)
  redis.call('HSET', HOLDS, 'p' .. id, table.concat(postings, ' '))
  redis.call('ZADD', LAPSES, text(at), id)
  local first = redis.call('HGET', HOLDS, 'l')
  if not first or at < tonumber(first) then
    redis.call('HSET', HOLDS, 'l', text(at))
  end
  local left = redis.call('PTTL', HOLDS)
  if left < 0 or left * 1000 < at + DAY - now then
    expire(HOLDS, at + DAY)
    expire(LAPSES, at + DAY)
  end
end

-- Ends a hold. Nil if it is not known (any more), else whether it was live.
local function unhold(id)
  local score = redis.call('ZSCORE', LAPSES, id)
  if not score then
    return nil
  end
  score = tonumber(score)
  local lapses = score < 0 and -score - DAY or score
  if now >= lapses + DAY then
    return nil
  end
  if score > 0 then
    uncount(id)
  end
  drop(id)
  return now < lapses
end
