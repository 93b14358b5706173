-- ARGV: 2 the hold's id. Answers: 0 done, 2 no effect.

if unhold(ARGV[2]) == nil then
  return { 2 }
end
freeKeyOf(ARGV[2])
return { 0 }
