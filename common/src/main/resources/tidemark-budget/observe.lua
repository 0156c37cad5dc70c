-- Takes over what a platform's headers say is left until its windows end; never raises what is
-- known to be left of that same window.
local base, q = KEYS[1], cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = q.now or (tonumber(time[1]) * 1000000 + tonumber(time[2]))
local whole = function(n) return string.format('%.0f', n) end
local key = base .. ':platform:' .. q.endpoint
local SAME = 1000000 -- resets are given in whole seconds
for _, w in ipairs(q.windows) do
  local left, untill, of = 'left' .. w.name, 'until' .. w.name, 'of' .. w.name
  if w.ends > now then
    local known = redis.call('HMGET', key, left, untill)
    local ends = tonumber(known[2] or '0')
    if ends <= now or w.ends > ends + SAME then
      redis.call('HSET', key, left, whole(w.left), untill, whole(w.ends), of, whole(w.of))
    elseif w.ends >= ends - SAME then
      redis.call('HSET', key, left, whole(math.min(w.left, tonumber(known[1]))), of, whole(w.of))
    end
    local keep = math.max(86400000, math.ceil((w.ends - now) / 1000))
    if redis.call('PTTL', key) < keep then redis.call('PEXPIRE', key, whole(keep)) end
    redis.call('SADD', base .. ':endpoints', q.endpoint)
    redis.call('PEXPIRE', base .. ':endpoints', 86400000 * 40)
  end
end
return 1
