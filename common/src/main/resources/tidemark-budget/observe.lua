-- Takes over what a platform's headers say is left until its window ends; never raises what is
-- known to be left of that same window.
local base, q = KEYS[1], cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = q.now or (tonumber(time[1]) * 1000000 + tonumber(time[2]))
local whole = function(n) return string.format('%.0f', n) end
local key = base .. ':platform:' .. q.endpoint
local SAME = 1000000 -- resets are given in whole seconds
if q.ends <= now then return 0 end
local known = redis.call('HMGET', key, 'left', 'until')
local ends = tonumber(known[2] or '0')
if ends <= now or q.ends > ends + SAME then
  redis.call('HSET', key, 'left', whole(q.left), 'until', whole(q.ends))
elseif q.ends >= ends - SAME then
  redis.call('HSET', key, 'left', whole(math.min(q.left, tonumber(known[1]))))
end
redis.call('PEXPIRE', key, 86400000)
return 1
