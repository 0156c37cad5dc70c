-- Checks every window of one credential and takes from all of them or from none.
-- KEYS[1] prefix of the credential's keys, ARGV[1] the question as JSON; times in microseconds.
local base, q = KEYS[1], cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = q.now or (tonumber(time[1]) * 1000000 + tonumber(time[2]))
local BUCKETS = 60
local TOLERANCE = 600 * 1000000 -- a clock this much back stays in the day and month it was in
local whole = function(n) return string.format('%.0f', n) end -- tostring() rounds at 14 digits
local state, known = base .. ':state', base .. ':pods'

if q.rotate then -- admissions were made past Redis: count anew what every pod knows of itself
  redis.call('DEL', state, known)
  for _, l in ipairs(q.limits) do
    if l.kind ~= 'block' then redis.call('DEL', base .. ':' .. l.key) end
  end
end

-- A pod that is not known here tells what it admitted lately before anything else is admitted to it.
if redis.call('SISMEMBER', known, q.pod) == 0 then
  if not q.seeds then return {'SEED', now} end
  for _, l in ipairs(q.limits) do
    local key = base .. ':' .. l.key
    for _, seed in ipairs(l.seeds or {}) do
      local at = now - seed[1]
      if l.kind == 'sliding' then
        redis.call('HINCRBY', key, whole(math.floor(at / l.bucket)), whole(seed[2]))
      elseif l.kind == 'spacing' then
        local free = tonumber(redis.call('HGET', key, 'n') or '0')
        redis.call('HSET', key, 'n', whole(math.max(free, at + l.width)))
      end
    end
  end
  redis.call('SADD', known, q.pod)
end
redis.call('PEXPIRE', known, q.ttl)

-- Until every living pod has told, or a whole window has passed, short windows stay shut.
local since = tonumber(redis.call('HGET', state, 'since') or '-1')
if since < 0 then
  since = now
  redis.call('HSET', state, 'since', whole(now))
end
local open = redis.call('HGET', state, 'open')
if not open and q.pods > 0 and redis.call('SCARD', known) >= q.pods then
  redis.call('HSET', state, 'open', '1')
  open = '1'
end
redis.call('PEXPIRE', state, q.ttl)

-- What this call costs: a post that was billed this UTC day is free.
local cost = {requests = q.cost.requests, items = q.cost.items, money = 0}
if not q.peek then
  local posts = q.cost.posts or {}
  if q.prices.once and #posts > 0 then
    local billed = redis.call('SMISMEMBER', base .. ':billed:' .. whole(math.floor(now / 86400000000)),
      unpack(posts))
    for _, yes in ipairs(billed) do cost.items = cost.items - yes end
    cost.items = math.max(0, cost.items)
  end
  cost.money = math.max(q.prices.minimum * cost.requests,
    q.prices.request * cost.requests + q.prices.item * cost.items
    + q.prices.user * q.cost.users)
end

local denied, by = 0, 0
local deny = function(at, index)
  if at > denied then denied, by = at, index end
end
local lines, lacking = {}, {}

for i, l in ipairs(q.limits) do
  local key = base .. ':' .. l.key
  local n = cost[l.unit]
  local line = {key = key, used = 0, mark = 0}
  lines[i] = line
  if l.kind == 'sliding' then
    local entries = redis.call('HGETALL', key)
    local buckets, last = {}, 0
    for e = 1, #entries, 2 do
      if entries[e] == 'l' then last = tonumber(entries[e + 1])
      else buckets[#buckets + 1] = {tonumber(entries[e]), tonumber(entries[e + 1])} end
    end
    local at = now
    if now < last then
      if last - now > l.width then -- nothing is known on this new scale: full for one window
        redis.call('DEL', key)
        buckets = {{math.floor(now / l.bucket), l.amount}}
        redis.call('HSET', key, whole(buckets[1][1]), whole(l.amount), 'l', whole(now))
        redis.call('PEXPIRE', key, q.ttl)
      else
        at = last -- time stands still until the clock has caught up
      end
    end
    local current = math.floor(at / l.bucket)
    local live = {}
    for _, b in ipairs(buckets) do
      if b[1] < current - BUCKETS then redis.call('HDEL', key, whole(b[1]))
      else
        live[#live + 1] = b
        line.used = line.used + b[2]
      end
    end
    line.mark, line.at = current, at
    if l.asked and n > 0 then
      if not open and now < since + l.width then
        deny(math.min(since + l.width, now + 250000), -1)
      elseif n > l.amount then
        deny(now + l.width, i)
      elseif line.used + n > l.amount then
        table.sort(live, function(a, b) return a[1] < b[1] end)
        local need, freed, free = line.used + n - l.amount, 0, at + l.width
        for _, b in ipairs(live) do
          freed = freed + b[2]
          if freed >= need then
            free = (b[1] + BUCKETS + 1) * l.bucket
            break
          end
        end
        deny(free, i)
      end
    end
  elseif l.kind == 'spacing' then
    local stored = redis.call('HMGET', key, 'n', 'l')
    local free, last, at = tonumber(stored[1] or '0'), tonumber(stored[2] or '0'), now
    if now < last then
      if last - now > l.width then
        free = now + l.width
        redis.call('HSET', key, 'n', whole(free), 'l', whole(now))
      else
        at = last
      end
    end
    line.at = at
    line.used = (at < free) and 1 or 0
    if l.asked and n > 0 then
      if not open and now < since + l.width then
        deny(math.min(since + l.width, now + 250000), -1)
      elseif at < free then
        deny(free, i)
      end
    end
  else
    local stored = redis.call('HMGET', key, 's', 'e', 'left', 'r')
    local s, e = tonumber(stored[1] or '-1'), tonumber(stored[2] or '-1')
    local left, reserved = tonumber(stored[3] or '0'), tonumber(stored[4] or '0')
    local g = l.grant
    if g then
      if g.s == s then
        left, reserved = left + g.n, math.max(reserved, g.r)
      elseif s < 0 or (g.s <= now and now < g.e) then
        s, e, left, reserved = g.s, g.e, g.n, g.r
      end
      redis.call('HSET', key, 's', whole(s), 'e', whole(e), 'left', whole(left), 'r', whole(reserved))
      redis.call('PEXPIRE', key, 86400000 * 40)
    end
    local valid = s >= 0 and now < e and now >= s - TOLERANCE
    if valid then
      line.used, line.mark = reserved - left, s
    else
      left, line.used = 0, -1
    end
    if l.asked and n > left then
      lacking[#lacking + 1] = i
      lacking[#lacking + 1] = n - left
    end
  end
end

local platform = base .. ':platform:' .. q.endpoint
local said = redis.call('HMGET', platform, 'left', 'until')
local ends = tonumber(said[2] or '0')
if not q.peek and ends > now and tonumber(said[1]) < cost.requests then deny(ends, 0) end

local usage = function(answer)
  for _, line in ipairs(lines) do
    answer[#answer + 1] = line.used
    answer[#answer + 1] = line.mark
  end
  return answer
end

if q.peek then return usage({'TAKEN', now, 0, 0, 0}) end
if denied > 0 then return usage({'DENIED', now, denied, by, 0}) end
if #lacking > 0 then
  local answer = {'NEED', now}
  for _, n in ipairs(lacking) do answer[#answer + 1] = n end
  return answer
end

if ends > now then redis.call('HINCRBY', platform, 'left', whole(-cost.requests)) end
for i, l in ipairs(q.limits) do
  local n = cost[l.unit]
  local line = lines[i]
  if l.asked and n > 0 then
    if l.kind == 'sliding' then
      redis.call('HINCRBY', line.key, whole(line.mark), whole(n))
      redis.call('HSET', line.key, 'l', whole(line.at))
      redis.call('PEXPIRE', line.key, q.ttl)
      line.used = line.used + n
    elseif l.kind == 'spacing' then
      redis.call('HSET', line.key, 'n', whole(line.at + l.width * n), 'l', whole(line.at))
      redis.call('PEXPIRE', line.key, q.ttl)
      line.used = 1
    else
      redis.call('HINCRBY', line.key, 'left', whole(-n))
      line.used = line.used + n
    end
  end
end
return usage({'TAKEN', now, cost.requests, cost.items, cost.money})
