-- One step of a token bucket. KEYS[1]: the bucket. ARGV: now in ms, capacity, points restored per second, points to
-- take (negative: to give back; 0: only look). Answers granted (1 or 0), whole points available, ms until it would be.
-- Points are kept in thousandths, so that one ms of restoring is a whole number.
local now = tonumber(ARGV[1])
local capacity = tonumber(ARGV[2]) * 1000
local rate = tonumber(ARGV[3])
local cost = tonumber(ARGV[4]) * 1000

local stored = redis.call('HMGET', KEYS[1], 'milli', 'at')
local milli = tonumber(stored[1]) or capacity
local at = tonumber(stored[2]) or now
if now > at then
  milli = milli + (now - at) * rate
  at = now
end
milli = math.min(milli, capacity)
if cost > milli then
  return { 0, math.floor(milli / 1000), math.ceil((cost - milli) / rate) }
end
if cost ~= 0 then
  milli = math.min(milli - cost, capacity)
  redis.call('HSET', KEYS[1], 'milli', string.format('%.0f', milli), 'at', string.format('%.0f', at))
  redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - milli) / rate) + 60000)
end
return { 1, math.floor(milli / 1000), 0 }
