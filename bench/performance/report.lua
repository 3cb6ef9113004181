-- For wrk: takes method and body from the arguments, and writes what was measured as one line of JSON. UUID in the path
-- becomes a random one in each request.
function init(args)
  wrk.method = args[1]
  if args[2] and args[2] ~= "" then
    local file = assert(io.open(args[2], "rb"))
    wrk.body = file:read("*a")
    file:close()
  end
  math.randomseed(os.time())
  if not wrk.path:find("UUID") then
    request = nil -- wrk then sends one prepared request
  end
end

function request()
  local path = wrk.path:gsub("UUID", function()
    return string.format("%08x-%04x-4%03x-a%03x-%06x%06x", math.random(0, 0x7fffffff), math.random(0, 0xffff),
      math.random(0, 0xfff), math.random(0, 0xfff), math.random(0, 0xffffff), math.random(0, 0xffffff))
  end)
  return wrk.format(nil, path)
end

function done(summary, latency, requests)
  local e = summary.errors
  print(string.format('{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "errors": %d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.connect + e.read + e.write + e.status + e.timeout))
end
