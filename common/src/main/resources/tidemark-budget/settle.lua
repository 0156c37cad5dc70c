-- Gives back what a call did not spend, to the buckets and blocks it was taken from.
-- Answers what is used of each of them now, -1 where that is not known.
-- KEYS[1] prefix of the credential's keys, ARGV[1] what was taken and what it became.
local base, q = KEYS[1], cjson.decode(ARGV[1])
local whole = function(n) return string.format('%.0f', n) end
local spent = {requests = 0, items = 0, money = 0}
if not q.release then
  local items, posts = q.items, q.posts or {}
  if q.prices.once and #posts > 0 then
    local DAY = 86400000000
    local key = base .. ':billed:' .. whole(math.floor(q.now / DAY))
    local billed = redis.call('SMISMEMBER', key, unpack(posts))
    for _, yes in ipairs(billed) do items = items - yes end
    items = math.max(0, items)
    -- Around midnight the platform's day may still be another one; forgetting is the safe side.
    if q.now % DAY > 60000000 and q.now % DAY < DAY - 60000000 then
      redis.call('SADD', key, unpack(posts))
      redis.call('PEXPIRE', key, 86400000 + 3600000)
    end
  end
  spent.requests, spent.items = q.taken.requests, items
  if not q.free then
    spent.money = math.max(q.prices.minimum * spent.requests,
      q.prices.request * spent.requests + q.prices.item * items + q.prices.user * q.users)
  end
end
local used = {}
for i, l in ipairs(q.limits) do
  used[i] = -1
  local key = base .. ':' .. l.key
  local back = q.taken[l.unit] - spent[l.unit]
  if l.kind == 'block' then
    local stored = redis.call('HMGET', key, 's', 'left', 'r')
    if tonumber(stored[1] or '-1') == l.mark then
      local left, reserved = tonumber(stored[2]), tonumber(stored[3])
      if back ~= 0 then
        left = math.min(reserved, left + back)
        redis.call('HSET', key, 'left', whole(left))
      end
      used[i] = reserved - left
    end
  elseif back ~= 0 then
    if l.kind == 'sliding' then
      local field = whole(l.mark)
      local held = tonumber(redis.call('HGET', key, field) or '-1')
      if held >= 0 then redis.call('HSET', key, field, whole(math.max(0, held - back))) end
    end
  end
end
return used
