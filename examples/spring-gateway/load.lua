-- For wrk: asks as three users by turns, and looks whether each refusal carries what a client needs.
-- wrk -t1 -c20 -d10s --timeout 5s --latency -s examples/spring-gateway/load.lua http://localhost:8080/ask/why

local users = { "ada", "acme", "bob" }
local asked = 0
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  answered, refused, busy, others, lacking = 0, 0, 0, 0, 0
end

function request()
  asked = asked + 1
  return wrk.format("GET", nil, { ["X-Api-Key"] = users[asked % #users + 1] })
end

function response(status, headers, body)
  local named = {}
  for name, value in pairs(headers) do
    named[name:lower()] = value
  end
  local refusal = named["content-type"] == "application/problem+json" and (tonumber(named["retry-after"]) or 0) >= 1
  if status == 200 then
    answered = answered + 1
  elseif status == 429 then
    refused = refused + 1
    if not (refusal and named["ratelimit"] and named["ratelimit-policy"]) then
      lacking = lacking + 1
    end
  elseif status == 503 then
    busy = busy + 1
    if not refusal then
      lacking = lacking + 1
    end
  else
    others = others + 1
  end
end

function done(summary, latency, requests)
  local sums = { answered = 0, refused = 0, busy = 0, others = 0, lacking = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do
      sums[name] = sums[name] + thread:get(name)
    end
  end
  print(string.format("answered %d, refused %d (429), busy %d (503), other statuses %d; refusals that lack a field: %d",
      sums.answered, sums.refused, sums.busy, sums.others, sums.lacking))
end
