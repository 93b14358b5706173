-- Appends how counters stand to an answer: peak before, if asked for, used, held, peak.
local function states(answer, counters, before)
  if #counters == 0 then
    return answer
  end
  local fields = {}
  for i = 1, #counters do
    fields[i] = 'c' .. counters[i]
  end
  local kept = redis.call('HMGET', ACCOUNT, unpack(fields))
  local sums = held(counters)
  for i = 1, #counters do
    local used, peak = parsed(kept[i])
    if before then
      answer[#answer + 1] = least(before[counters[i]], peak)
    end
    answer[#answer + 1] = used
    answer[#answer + 1] = capped(sums[i])
    answer[#answer + 1] = peak
  end
  return answer
end
