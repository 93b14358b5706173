-- ARGV: 2 the hold's id, then for each posting counter, amount, end.
-- Answers: 0 done, 1 late, 2 no effect; then for each posting: peak before, used, held, peak.

local live = unhold(ARGV[2])
if live == nil then
  return { 2 }
end
local counters, before = {}, {}
for i = 3, #ARGV, 3 do
  local counter = ARGV[i]
  local used, peak, drop = parsed(redis.call('HGET', ACCOUNT, 'c' .. counter))
  counters[#counters + 1] = counter
  before[counter] = before[counter] or peak
  grow(counter, used, peak, drop, ARGV[i + 1], ARGV[i + 2])
end
return states({ live and 0 or 1 }, counters, before)
