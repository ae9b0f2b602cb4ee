-- Sends the records of a file, each once, and keeps every hundredth reply.
-- wrk … -- REQUESTS REPLIES
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  requests = assert(io.open(args[1], 'rb'))
  replies = assert(io.open(args[2], 'wb'))
  sent = -1 -- wrk asks for one that it does not send
  received = 0
  again = false
end

function request()
  local size = requests:read(4)
  if not size then
    again = true
    requests:seek('set', 0)
    size = requests:read(4)
  end
  sent = sent + 1
  return requests:read(tonumber(size))
end

function response(status, headers, body)
  received = received + 1
  if received % 100 == 0 then
    replies:write(status, ' ', #body, '\n', body)
  end
end

function done(summary, latency)
  local thread = threads[1]
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"sent":%d,"again":%s,"us":%d,"p50":%d,"p99":%d,"errors":%d,"refused":%d,"cpu":%.3f}\n',
    summary.requests, thread:get('sent'), tostring(thread:get('again')), summary.duration,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.timeout, errors.status, os.clock()
  ))
end
