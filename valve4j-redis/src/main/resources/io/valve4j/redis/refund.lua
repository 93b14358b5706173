-- ARGV: 2 the refund's id, 3 the charge whose key is free again or empty, then for each posting counter, amount.
-- Answers: 0 done, 2 no effect; then for each posting: peak before, used, held, peak.

if recall(STEPS, ARGV[2]) then
  return { 2 }
end
local counters, before = {}, {}
for i = 4, #ARGV, 2 do
  local _, peak = giveBack(ARGV[i], ARGV[i + 1])
  counters[#counters + 1] = ARGV[i]
  before[ARGV[i]] = peak
end
if ARGV[3] ~= '' then
  freeKeyOf(ARGV[3])
end
-- Where nothing was there to give back to, nothing can be given back twice.
if redis.call('EXISTS', ACCOUNT) == 1 then
  remember(STEPS, ARGV[2], '')
end
return states({ 0 }, counters, before)
