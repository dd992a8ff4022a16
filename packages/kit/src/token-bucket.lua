-- One step of a token bucket. KEYS[1]: the bucket. ARGV: now in ms, capacity, points restored per second, points to
-- take (negative: to give back; 0: only look), points to take beside where the bucket is at least half full after that.
-- Answers granted (1 or 0), whole points available, ms until it would be, points taken beside.
-- Points are kept in thousandths, so that one ms of restoring is a whole number.

-- The 0.0 keeps the arithmetic out of the 32-bit integers that some interpreters have.
local function number(text)
  return tonumber(text) and tonumber(text) + 0.0
end
local now = number(ARGV[1])
local capacity = number(ARGV[2]) * 1000
local rate = number(ARGV[3])
local cost = number(ARGV[4]) * 1000
local spare = number(ARGV[5]) * 1000

local stored = redis.call('HMGET', KEYS[1], 'milli', 'at')
local milli = number(stored[1]) or capacity
local at = number(stored[2]) or now
if now > at then
  milli = milli + (now - at) * rate
  at = now
end
milli = math.min(milli, capacity)
if cost > milli then
  return { 0, math.floor(milli / 1000), math.ceil((cost - milli) / rate), 0 }
end
milli = math.min(milli - cost, capacity)
if milli - spare < capacity / 2 then
  spare = 0
end
milli = milli - spare
if cost ~= 0 or spare > 0 then
  redis.call('HSET', KEYS[1], 'milli', string.format('%.17g', milli), 'at', string.format('%.0f', at))
  -- The minute is for clocks that differ. A refusal does not extend it: where one clock ran ahead and nothing restores,
  -- the bucket is full again after that time, too.
  redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - milli) / rate) + 60000)
end
return { 1, math.floor(milli / 1000), 0, spare / 1000 }
