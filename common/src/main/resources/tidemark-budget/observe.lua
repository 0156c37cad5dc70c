-- Takes over what a platform's headers say is left until its windows end; never raises what is
-- known to be left of that same window. What is said of a window that ends earlier holds when the
-- call was sent after the later end was told: that one was wrong.
-- With `forget`, what was said longer ago than that is forgotten; all of it where it is negative.
local base, q = KEYS[1], cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = q.now or (tonumber(time[1]) * 1000000 + tonumber(time[2]))
local whole = function(n) return string.format('%.0f', n) end
if q.forget then
  for _, endpoint in ipairs(redis.call('SMEMBERS', base .. ':endpoints')) do
    local key = base .. ':platform:' .. endpoint
    for _, field in ipairs(redis.call('HKEYS', key)) do
      local name = string.match(field, '^until(.*)$')
      if name then
        local seen = tonumber(redis.call('HGET', key, 'seen' .. name) or '0')
        if q.forget < 0 or seen < now - q.forget then
          redis.call('HDEL', key, 'until' .. name, 'left' .. name, 'of' .. name, 'seen' .. name)
        end
      end
    end
  end
  return 1
end
local key = base .. ':platform:' .. q.endpoint
local SAME = 1000000 -- resets are given in whole seconds
for _, w in ipairs(q.windows) do
  local left, untill, of, seen = 'left' .. w.name, 'until' .. w.name, 'of' .. w.name, 'seen' .. w.name
  if w.ends > now then
    local known = redis.call('HMGET', key, left, untill, seen)
    local ends, told = tonumber(known[2] or '0'), tonumber(known[3] or '0')
    if ends <= now or w.ends > ends + SAME or (w.ends < ends - SAME and q.sent > told) then
      redis.call('HSET', key, left, whole(w.left), untill, whole(w.ends), of, whole(w.of), seen, whole(now))
    elseif w.ends >= ends - SAME then
      redis.call('HSET', key, left, whole(math.min(w.left, tonumber(known[1]))), of, whole(w.of), seen, whole(now))
    end
    local keep = math.max(86400000, math.ceil((w.ends - now) / 1000))
    if redis.call('PTTL', key) < keep then redis.call('PEXPIRE', key, whole(keep)) end
    redis.call('SADD', base .. ':endpoints', q.endpoint)
    redis.call('PEXPIRE', base .. ':endpoints', 86400000 * 40)
  end
end
return 1
