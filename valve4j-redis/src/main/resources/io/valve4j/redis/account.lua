-- Counters. A hash: 'c' and a counter's key to "used peak drop", where drop is the time from which on it is not there any more;
-- 'r' to the subscription's revision; 'x' to the time until which the hash is kept, so always there.

local ACCOUNT = KEYS[1]

-- Used, peak, and when to drop it, which is nil if there is none.
local function parsed(value)
  if value then
    local used, peak, drop = string.match(value, '^(%d+) (%d+) (%d+)$')
    drop = tonumber(drop)
    if drop > now then
      return used, peak, drop
    end
  end
  return '0', '0', nil
end

local function keepUntil(drop)
  local kept = redis.call('HGET', ACCOUNT, 'x')
  if not kept then
    redis.call('HSET', ACCOUNT, 'x', text(drop))
    if drop < NEVER then
      expire(ACCOUNT, drop)
    end
  elseif tonumber(kept) < drop then
    redis.call('HSET', ACCOUNT, 'x', text(drop))
    if drop < NEVER then
      expire(ACCOUNT, drop)
    else
      redis.call('PERSIST', ACCOUNT)
    end
  end
end

-- Whether a new counter shows that nobody will ask for another any more: its window was reset since, or the subscription for
-- whose life it lasted was followed by another. Generation 0 is also that of users without a subscription.
local function superseded(old, oldDrop, new, newDrop)
  local quota, grant, start, generation = string.match(old, '^([^,]*),([^,]*),(-?%d+),(%d+)$')
  local newQuota, newGrant, newStart, newGeneration = string.match(new, '^([^,]*),([^,]*),(-?%d+),(%d+)$')
  if quota ~= newQuota or grant ~= '' or newGrant ~= '' then
    return false
  end
  local reset = generation ~= '0' and start == newStart and less(generation, newGeneration)
  local followed = oldDrop == NEVER and newDrop == NEVER and tonumber(start) < tonumber(newStart)
  return reset or followed
end

-- Drops what a new counter shows to be over, so that an account does not grow while windows come and go.
local function dropBeside(counter, drop)
  local fields = redis.call('HGETALL', ACCOUNT)
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 1) == 'c' then
      local old = string.sub(fields[i], 2)
      local _, _, oldDrop = parsed(fields[i + 1])
      if not oldDrop or superseded(old, oldDrop, counter, drop) then
        redis.call('HDEL', ACCOUNT, fields[i])
      end
    end
  end
end

-- Adds to a counter as it was read, and returns how it stands then: used, peak.
local function grow(counter, used, peak, drop, amount, finish)
  finish = tonumber(finish)
  local newDrop = finish >= NEVER - HOUR and NEVER or math.max(finish, now) + HOUR
  used = capped(add(used, amount))
  if less(peak, used) then
    peak = used
  end
  if not drop then
    dropBeside(counter, newDrop)
  end
  redis.call('HSET', ACCOUNT, 'c' .. counter, used .. ' ' .. peak .. ' ' .. text(newDrop))
  if not drop or drop < newDrop then
    keepUntil(newDrop)
  end
  return used, peak
end

-- Gives back to a counter, if it is there; returns peak before, used, peak.
local function giveBack(counter, amount)
  local used, peak, drop = parsed(redis.call('HGET', ACCOUNT, 'c' .. counter))
  if drop then
    used = subtract(used, amount)
    redis.call('HSET', ACCOUNT, 'c' .. counter, used .. ' ' .. peak .. ' ' .. text(drop))
  end
  return used, peak
end
