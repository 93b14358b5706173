-- Drops what is over inside of what is kept for other reasons. Answers how much that was.

local dropped = 0
local left = 0
local fields = redis.call('HGETALL', ACCOUNT)
for i = 1, #fields, 2 do
  local kind = string.sub(fields[i], 1, 1)
  if kind == 'c' then
    local _, _, drop = parsed(fields[i + 1])
    if drop then
      left = left + 1
    else
      redis.call('HDEL', ACCOUNT, fields[i])
      dropped = dropped + 1
    end
  elseif kind == 'r' then
    left = left + 1
  end
end
if #fields > 0 and left == 0 then
  redis.call('DEL', ACCOUNT)
end
held({})
local forgotten = forget()
while forgotten > 0 do
  dropped = dropped + forgotten
  forgotten = forget()
end
return { dropped }
