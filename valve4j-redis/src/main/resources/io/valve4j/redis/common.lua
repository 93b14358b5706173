-- What all scripts share. Each is one atomic step on one user, whose keys lie in one slot.
--
-- ARGV[1] is the time to keep, for tests; empty otherwise: the server's. Times are microseconds, which a double holds exactly.
-- Amounts have 64 bits, which it does not, so they are decimal strings, and sums of holds may be longer than that.

local NEVER = 9007199254740991
local MOST = '9223372036854775807'
local HALF = 1e15
local HOUR = 3600e6
local DAY = 24 * HOUR
local ID_TURN = 600e6

local time = redis.call('TIME')
local server = time[1] * 1e6 + time[2]
local now = ARGV[1] == '' and server or tonumber(ARGV[1])

local function text(number)
  return string.format('%.0f', number)
end

local function split(amount)
  local length = #amount
  if length <= 15 then
    return 0, tonumber(amount)
  end
  return tonumber(string.sub(amount, 1, length - 15)), tonumber(string.sub(amount, length - 14))
end

local function join(high, low)
  if high == 0 then
    return string.format('%.0f', low)
  end
  return string.format('%.0f%015.0f', high, low)
end

local function add(a, b)
  if #a <= 15 and #b <= 15 then
    return string.format('%.0f', a + b)
  end
  local ah, al = split(a)
  local bh, bl = split(b)
  local high, low = ah + bh, al + bl
  if low >= HALF then
    high, low = high + 1, low - HALF
  end
  return join(high, low)
end

-- Stops at 0.
local function subtract(a, b)
  local ah, al = split(a)
  local bh, bl = split(b)
  local high, low = ah - bh, al - bl
  if low < 0 then
    high, low = high - 1, low + HALF
  end
  return high < 0 and '0' or join(high, low)
end

local function less(a, b)
  local ah, al = split(a)
  local bh, bl = split(b)
  return ah < bh or (ah == bh and al < bl)
end

local function least(a, b)
  return less(a, b) and a or b
end

-- 64 bits of a sum.
local function capped(amount)
  return #amount < 19 and amount or least(amount, MOST)
end

-- Rounded up to whole milliseconds: nothing is gone before its time.
local function expire(key, at)
  redis.call('PEXPIREAT', key, text(math.ceil((server - now + at) / 1000)))
end
