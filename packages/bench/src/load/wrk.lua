-- Sends one operation and reports as JSON. A number in the body, where wanted, makes every document another.
local body = os.getenv('BENCH_BODY')
local number = os.getenv('BENCH_NUMBER')
local count = tonumber(os.getenv('BENCH_FIRST'))

wrk.method = 'POST'
wrk.body = body
wrk.headers['content-type'] = 'application/json'

if body:find(number, 1, true) then
  request = function()
    count = count + 1
    return wrk.format(nil, nil, nil, (body:gsub(number, string.format('%d', count))))
  end
end

done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"failed":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
