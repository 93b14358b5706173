-- What is remembered for a while: two hashes take turns, each for as long as that, so that all of a turn goes at once, and
-- nothing is looked for that would have to be swept. '' is the field for the number of the turn; the clock may go back, so a
-- later turn is as good as this one.

local function turnsOf(first, second, period)
  local turn = math.floor(now / period)
  if turn % 2 == 0 then
    return { turn = turn, period = period, first, second }
  end
  return { turn = turn, period = period, second, first }
end

local function recall(turns, field)
  for i = 1, 2 do
    local found = redis.call('HMGET', turns[i], '', field)
    if found[2] and tonumber(found[1]) >= turns.turn - 1 then
      return found[2], turns[i]
    end
  end
  return nil
end

local function remember(turns, field, value)
  local turn = redis.call('HGET', turns[1], '')
  if not turn or tonumber(turn) < turns.turn then
    redis.call('UNLINK', turns[1])
    redis.call('HSET', turns[1], '', text(turns.turn), field, value)
    expire(turns[1], (turns.turn + 2) * turns.period)
  else
    redis.call('HSET', turns[1], field, value)
  end
end

local STEPS = turnsOf(KEYS[4], KEYS[5], ID_TURN)

-- Idempotency keys: 'k' and the key to "until amounts demand ", the charge's id, and what is needed to tell of it; 'c' and the
-- charge's id to the key.
local ASKED = KEYS[6] and turnsOf(KEYS[6], KEYS[7], DAY)

-- Nil, or demand, charge, amounts, pools.
local function asked(key)
  for i = 1, 2 do
    local found = redis.call('HMGET', ASKED[i], '', 'k' .. key)
    if found[2] and tonumber(found[1]) >= ASKED.turn - 1 then
      local over, amounts, demand, from = string.match(found[2], '^(%d+) (%S+) (%S+) ()')
      if now < tonumber(over) then
        return demand, string.sub(found[2], from, from + 15), amounts, string.sub(found[2], from + 16)
      end
    end
  end
  return nil
end

local function rememberAsked(key, demand, charge, amounts, pools)
  remember(ASKED, 'k' .. key, text(now + DAY) .. ' ' .. amounts .. ' ' .. demand .. ' ' .. charge .. pools)
  remember(ASKED, 'c' .. charge, key)
end

-- Another charge may have the key by now, and keeps it.
local function freeKeyOf(charge)
  for i = 1, 2 do
    local key = redis.call('HGET', ASKED[i], 'c' .. charge)
    if key then
      redis.call('HDEL', ASKED[i], 'c' .. charge)
      local record = redis.call('HGET', ASKED[i], 'k' .. key)
      local from = record and string.match(record, '^%d+ %S+ %S+ ()')
      if from and string.sub(record, from, from + 15) == charge then
        redis.call('HDEL', ASKED[i], 'k' .. key)
      end
    end
  end
end
