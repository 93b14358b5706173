-- ARGV: 2 id, 3 expected revision or 0, 4 and 5 validity, 6 how long to hold or empty, 7 idempotency key or empty, 8 demand,
-- 9 pools for whoever asks again; then for each line its amount and number of pools, and for each pool counter, limit, end.
-- Answers: 0 admitted, then for each pool: drawn, peak before, used, held, peak; 1 replayed, then id, amounts, pools;
-- 2 refused, then for each pool: used, held, peak; 3 stale; 4 key reused.

local id = ARGV[2]

local done = recall(STEPS, id)
if done then
  return { 1, id, done, '' }
end
if ARGV[7] ~= '' then
  local demand, charge, amounts, pools = asked(ARGV[7])
  if demand then
    return demand == ARGV[8] and { 1, charge, amounts, pools } or { 4 }
  end
end

local counters, fields = {}, { 'r' }
local at = 10
while ARGV[at] do
  local pools = tonumber(ARGV[at + 1])
  for i = 0, pools - 1 do
    local counter = ARGV[at + 2 + 3 * i]
    counters[#counters + 1] = counter
    fields[#fields + 1] = 'c' .. counter
  end
  at = at + 2 + 3 * pools
end

local kept = redis.call('HMGET', ACCOUNT, unpack(fields))
if ARGV[3] ~= '0' and ARGV[3] ~= (kept[1] or '0') then
  return { 3 }
end
if now < tonumber(ARGV[4]) or now >= tonumber(ARGV[5]) then
  return { 3 }
end

local sums = held(counters)
local used, peaks, drops, drawn, ends = {}, {}, {}, {}, {}
local fits = true
local pool = 0
at = 10
while ARGV[at] do
  local rest = ARGV[at]
  local pools = tonumber(ARGV[at + 1])
  for i = 0, pools - 1 do
    pool = pool + 1
    used[pool], peaks[pool], drops[pool] = parsed(kept[pool + 1])
    local limit = ARGV[at + 3 + 3 * i]
    ends[pool] = ARGV[at + 4 + 3 * i]
    local room = limit == MOST and MOST or subtract(subtract(limit, used[pool]), sums[pool])
    drawn[pool] = least(rest, room)
    rest = subtract(rest, drawn[pool])
  end
  fits = fits and rest == '0'
  at = at + 2 + 3 * pools
end

local answer
if not fits then
  answer = { 2 }
  for i = 1, #counters do
    answer[#answer + 1] = used[i]
    answer[#answer + 1] = capped(sums[i])
    answer[#answer + 1] = peaks[i]
  end
  return answer
end

local holds = ARGV[6] ~= ''
local postings = {}
answer = { 0 }
for i = 1, #counters do
  local before = peaks[i]
  if drawn[i] ~= '0' then
    if holds then
      sums[i] = add(sums[i], drawn[i])
      redis.call('HSET', HOLDS, 's' .. counters[i], sums[i])
      postings[#postings + 1] = drawn[i] .. ' ' .. counters[i]
    else
      used[i], peaks[i] = grow(counters[i], used[i], before, drops[i], drawn[i], ends[i])
    end
  end
  local last = #answer
  answer[last + 1] = drawn[i]
  answer[last + 2] = before
  answer[last + 3] = used[i]
  answer[last + 4] = capped(sums[i])
  answer[last + 5] = peaks[i]
end
if holds then
  hold(id, postings, now + tonumber(ARGV[6]))
end
local amounts = table.concat(drawn, ',')
remember(STEPS, id, amounts)
if ARGV[7] ~= '' then
  rememberAsked(ARGV[7], ARGV[8], id, amounts, ARGV[9])
end
return answer
