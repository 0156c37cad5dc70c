-- Requests of one credential, answered in order: each takes from every window it is charged to, or
-- from none. Ends at one that must wait a moment, so that no later one overtakes it, and at one for
-- which a block must be reserved first.
-- KEYS[1] prefix of the credential's keys, ARGV[1] the questions as JSON; times in microseconds.
local base, q = KEYS[1], cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = q.now or (tonumber(time[1]) * 1000000 + tonumber(time[2]))
local BUCKETS = 60
local TOLERANCE = 600 * 1000000 -- a clock this much back stays in the day and month it was in
local TAKEN, DENIED, NEED = 1, 2, 3
local whole = function(n) return string.format('%.0f', n) end -- tostring() rounds at 14 digits
local state, known = base .. ':state', base .. ':pods'

-- How far this count has come, and which server it is on. A server that shows less than a process has
-- seen, or that is not the one that counted, came back with what it knew before: it knows nothing.
local stood = redis.call('HMGET', state, 'gen', 'seq', 'run')
local gen, seq, run = tonumber(stood[1] or '-1'), tonumber(stood[2] or '0'), stood[3] or ''
local info = redis.pcall('INFO', 'server')
local server = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or ''
local behind = gen < 0 or gen < q.mark[1] or (gen == q.mark[1] and seq < q.mark[2])
  or (server ~= '' and run ~= '' and server ~= run)

if q.rotate or behind then -- count anew what every process knows of itself
  redis.call('DEL', state, known)
  local restored = behind and (gen >= 0 or q.mark[1] >= 0)
  for _, l in ipairs(q.limits) do
    -- What was set aside is true as long as it was not restored from before it was spent.
    if l.kind ~= 'block' or restored then redis.call('DEL', base .. ':' .. l.key) end
  end
  gen = math.max(now, gen + 1, q.mark[1] + 1)
  redis.call('HSET', state, 'gen', whole(gen), 'seq', '0', 'run', server)
  redis.call('PEXPIRE', state, q.ttl)
end

-- A process that is not known here tells what it admitted lately before anything else is admitted to it.
if redis.call('SISMEMBER', known, q.process) == 0 then
  if not q.snapshot then return {'SNAPSHOT', now} end
  for _, l in ipairs(q.limits) do
    local key = base .. ':' .. l.key
    for _, entry in ipairs(l.snapshot or {}) do
      local at = now - entry[1]
      if l.kind == 'sliding' then
        redis.call('HINCRBY', key, whole(math.floor(at / l.bucket)), whole(entry[2]))
      elseif l.kind == 'spacing' then
        local free = tonumber(redis.call('HGET', key, 'n') or '0')
        redis.call('HSET', key, 'n', whole(math.max(free, at + l.width)))
      end
    end
    -- What was told is of this time: a clock that is set back later must be seen to be.
    if l.kind ~= 'block' and #(l.snapshot or {}) > 0 then
      local last = tonumber(redis.call('HGET', key, 'l') or '0')
      redis.call('HSET', key, 'l', whole(math.max(last, now)))
    end
  end
  redis.call('SADD', known, q.process)
end
redis.call('PEXPIRE', known, q.ttl)

-- Until every active process has told, or a whole window has passed, short windows stay shut.
local opened = redis.call('HMGET', state, 'since', 'open')
local since, open = tonumber(opened[1] or '-1'), opened[2]
if since < 0 then
  since = now
  redis.call('HSET', state, 'since', whole(now))
  -- Processes of before count under another name, and cannot tell.
  if q.former ~= base and redis.call('EXISTS', q.former .. ':pods') == 1 then
    redis.call('HSET', state, 'former', '1')
  end
end
if not open and redis.call('HEXISTS', state, 'former') == 0 and q.processes > 0 and redis.call('SCARD', known) >= q.processes then
  redis.call('HSET', state, 'open', '1')
  open = '1'
end
redis.call('PEXPIRE', state, q.ttl)

-- Every window as it stands. What asks take is added here, and written at the end.
local windows = {}

local sliding = function(l, w)
  local entries = redis.call('HGETALL', w.key)
  local buckets, last = {}, 0
  for e = 1, #entries, 2 do
    if entries[e] == 'l' then last = tonumber(entries[e + 1])
    else buckets[#buckets + 1] = {tonumber(entries[e]), tonumber(entries[e + 1])} end
  end
  w.at = now
  if now < last then
    if last - now > l.width then -- nothing is known on this new scale: full for one window
      redis.call('DEL', w.key)
      buckets = {{math.floor(now / l.bucket), l.amount}}
      redis.call('HSET', w.key, whole(buckets[1][1]), whole(l.amount), 'l', whole(now))
      redis.call('PEXPIRE', w.key, q.ttl)
    else
      w.at = last -- time stands still until the clock has caught up
    end
  end
  w.mark, w.live = math.floor(w.at / l.bucket), {}
  local gone = {}
  for _, b in ipairs(buckets) do
    if b[1] < w.mark - BUCKETS then gone[#gone + 1] = whole(b[1])
    else
      w.live[#w.live + 1] = b
      w.used = w.used + b[2]
    end
  end
  if #gone > 0 then redis.call('HDEL', w.key, unpack(gone)) end
end

local spacing = function(l, w)
  local stored = redis.call('HMGET', w.key, 'n', 'l')
  local last = tonumber(stored[2] or '0')
  w.free, w.at = tonumber(stored[1] or '0'), now
  if now < last then
    if last - now > l.width then
      w.free = now + l.width
      redis.call('HSET', w.key, 'n', whole(w.free), 'l', whole(now))
    else
      w.at = last
    end
  end
  w.used = (w.at < w.free) and 1 or 0
end

-- A period of which Postgres had no more to set aside says so until its end: ps to pe, and not so
-- much as pn, of a limit of pa.
local block = function(l, w)
  local from = redis.call('HGET', w.key, 'run') -- another server's is from a snapshot
  if from and server ~= '' and from ~= server then redis.call('DEL', w.key) end
  local stored = redis.call('HMGET', w.key, 's', 'e', 'left', 'r', 'ps', 'pe', 'pn', 'pa')
  local s, e = tonumber(stored[1] or '-1'), tonumber(stored[2] or '-1')
  local left, reserved = tonumber(stored[3] or '0'), tonumber(stored[4] or '0')
  local g, spent = l.grant, l.spent
  if g then
    if g.s == s then
      left, reserved = left + g.n, math.max(reserved, g.r)
    elseif s < 0 or (g.s <= now and now < g.e) then
      s, e, left, reserved = g.s, g.e, g.n, g.r
    end
    redis.call('HSET', w.key, 's', whole(s), 'e', whole(e), 'left', whole(left), 'r', whole(reserved), 'run', server)
    redis.call('PEXPIRE', w.key, 86400000 * 40)
  end
  if spent then
    redis.call('HSET', w.key, 'ps', whole(spent.s), 'pe', whole(spent.e), 'pn', whole(spent.n), 'pa', whole(l.amount))
    redis.call('PEXPIRE', w.key, 86400000 * 40)
  elseif stored[5] then
    spent = {s = tonumber(stored[5]), e = tonumber(stored[6]), n = tonumber(stored[7])}
    if tonumber(stored[8]) ~= l.amount then spent = nil end
  end
  if s >= 0 and now < e and now >= s - TOLERANCE then
    w.left, w.used, w.mark = left, reserved - left, s
  else
    w.left, w.used, s = 0, -1, -1
  end
  if spent and (s == spent.s or (s < 0 and spent.s <= now and now < spent.e)) then w.spent = spent end
end

for i, l in ipairs(q.limits) do
  local w = {key = base .. ':' .. l.key, used = 0, mark = 0, taken = 0}
  windows[i] = w
  if l.kind == 'sliding' then sliding(l, w)
  elseif l.kind == 'spacing' then spacing(l, w)
  else block(l, w) end
end

-- When a stretch has room for n more.
local freeFrom = function(l, w, n)
  if not w.sorted then
    table.sort(w.live, function(a, b) return a[1] < b[1] end)
    w.sorted = true
  end
  local need, freed = w.used + n - l.amount, 0
  for _, b in ipairs(w.live) do
    freed = freed + b[2]
    if freed >= need then return (b[1] + BUCKETS + 1) * l.bucket end
  end
  return w.at + l.width
end

-- What the platform itself says is left, of each of its own windows at an endpoint.
local said = {}
local platform = function(endpoint)
  if not said[endpoint] then
    local windowsOfIt, key = {}, base .. ':platform:' .. endpoint
    local stored = redis.call('HGETALL', key)
    local fields = {}
    for f = 1, #stored, 2 do fields[stored[f]] = tonumber(stored[f + 1]) end
    for field, ends in pairs(fields) do
      local name = string.match(field, '^until(.*)$')
      if name and ends > now then
        windowsOfIt[#windowsOfIt + 1] = {
          key = key, field = 'left' .. name, left = fields['left' .. name] or 0, ends = ends, taken = 0}
      end
    end
    said[endpoint] = windowsOfIt
  end
  return said[endpoint]
end

-- What a call costs: a post that was billed this UTC day is free.
local costOf = function(a)
  local cost = {requests = a[1], items = a[2], money = 0}
  local posts = a[7] or {}
  if q.prices.once and #posts > 0 then
    local billed = redis.call('SMISMEMBER', base .. ':billed:' .. whole(math.floor(now / 86400000000)),
      unpack(posts))
    for _, yes in ipairs(billed) do cost.items = cost.items - yes end
    cost.items = math.max(0, cost.items)
  end
  cost.money = math.max(q.prices.minimum * cost.requests,
    q.prices.request * cost.requests + q.prices.item * cost.items + q.prices.user * a[3])
  return cost
end

local answered, answers = 0, {}
local tell = function(code, a, b)
  answered = answered + 1
  answers[#answers + 1], answers[#answers + 2], answers[#answers + 3] = code, a, b
end

local isCharged = function(l, owner) return not l.tenant or l.tenant == owner end

local take = function(cost, owner, saying)
  for _, p in ipairs(saying) do
    p.left, p.taken = p.left - cost.requests, p.taken + cost.requests
  end
  for i, l in ipairs(q.limits) do
    local n, w = cost[l.unit], windows[i]
    if n > 0 and isCharged(l, owner) then
      w.taken, w.used = w.taken + n, w.used + n
      if l.kind == 'sliding' then
        local newest = w.live[#w.live]
        if w.newest then w.newest[2] = w.newest[2] + n
        else
          w.newest = {w.mark, n}
          w.live[#w.live + 1], w.sorted = w.newest, false
        end
      elseif l.kind == 'spacing' then
        w.free, w.used = w.at + l.width * n, 1
      else
        w.left = w.left - n
      end
    end
  end
end

-- Whether the next ask may be looked at.
local ask = function(a)
  local cost, owner, saying = costOf(a), a[5], platform(a[6])
  local denied, by, lacking = 0, 0, {}
  local deny = function(at, index)
    if at > denied then denied, by = at, index end
  end
  for i, l in ipairs(q.limits) do
    local n, w = cost[l.unit], windows[i]
    if n > 0 and isCharged(l, owner) then
      if l.kind == 'block' then
        if n > w.left then
          if w.spent and n - w.left >= w.spent.n then deny(w.spent.e, i)
          else
            lacking[#lacking + 1] = i
            lacking[#lacking + 1] = n - w.left
          end
        end
      elseif not open and now < since + l.width then
        deny(math.min(since + l.width, now + 250000), -1)
      elseif l.kind == 'spacing' then
        if w.at < w.free then deny(w.free, i) end
      elseif n > l.amount then
        deny(now + l.width, i)
      elseif w.used + n > l.amount then
        deny(freeFrom(l, w, n), i)
      end
    end
  end
  for _, p in ipairs(saying) do
    if p.left < cost.requests then deny(p.ends, 0) end
  end
  if #lacking > 0 then -- before any denial: whether a month is used up is part of its answer
    tell(NEED, #lacking / 2, 0)
    for _, n in ipairs(lacking) do answers[#answers + 1] = n end
    return false
  end
  if denied > 0 then
    tell(DENIED, denied, by)
    local ofAShare = by > 0 and q.limits[by].tenant
    return ofAShare or denied - now >= a[4]
  end
  take(cost, owner, saying)
  tell(TAKEN, cost.items, cost.money)
  return true
end

for _, a in ipairs(q.asks) do
  if not ask(a) then break end
end

for i, l in ipairs(q.limits) do
  local w = windows[i]
  if w.taken > 0 then
    if l.kind == 'sliding' then
      redis.call('HINCRBY', w.key, whole(w.mark), whole(w.taken))
      redis.call('HSET', w.key, 'l', whole(w.at))
      redis.call('PEXPIRE', w.key, q.ttl)
    elseif l.kind == 'spacing' then
      redis.call('HSET', w.key, 'n', whole(w.free), 'l', whole(w.at))
      redis.call('PEXPIRE', w.key, q.ttl)
    else
      redis.call('HINCRBY', w.key, 'left', whole(-w.taken))
    end
  end
end
for _, windowsOfIt in pairs(said) do
  for _, p in ipairs(windowsOfIt) do
    if p.taken > 0 then redis.call('HINCRBY', p.key, p.field, whole(-p.taken)) end
  end
end

local reply = {'OK', now, gen, redis.call('HINCRBY', state, 'seq', 1), answered}
for _, w in ipairs(windows) do
  reply[#reply + 1] = w.used
  reply[#reply + 1] = w.mark
  reply[#reply + 1] = w.left or 0
end
for _, n in ipairs(answers) do reply[#reply + 1] = n end
if q.peek then -- and what the platform says, which has no limit of ours
  for _, endpoint in ipairs(redis.call('SMEMBERS', base .. ':endpoints')) do
    local stored = redis.call('HGETALL', base .. ':platform:' .. endpoint)
    local fields = {}
    for f = 1, #stored, 2 do fields[stored[f]] = stored[f + 1] end
    for field, ends in pairs(fields) do
      local name = string.match(field, '^until(.*)$')
      if name and tonumber(ends) > now then
        reply[#reply + 1] = endpoint .. name
        reply[#reply + 1] = tonumber(fields['left' .. name] or '0')
        reply[#reply + 1] = tonumber(fields['of' .. name] or '0')
        reply[#reply + 1] = tonumber(ends)
      end
    end
  end
end
return reply
