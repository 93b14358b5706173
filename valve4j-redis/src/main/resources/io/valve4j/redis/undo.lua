-- Takes back a charge whose caller was told that it failed, and sees to it that it is not done from now on.
-- ARGV: 2 the charge's id, then the counters of its pools.

local amounts = recall(STEPS, ARGV[2])
if amounts and unhold(ARGV[2]) == nil then
  local pool = 2
  for amount in string.gmatch(amounts, '%d+') do
    pool = pool + 1
    giveBack(ARGV[pool], amount)
  end
end
remember(STEPS, ARGV[2], '')
return { 0 }
