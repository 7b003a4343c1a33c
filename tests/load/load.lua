-- Sends every kind of host, with forged internal headers, and compares each response.
-- Each thread has one connection, so a response belongs to the last request of its thread.
-- Arguments: the file of the hosts, and the number of requests of each thread.

local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function init(arguments)
    hosts, count, wrong, example = {}, 0, 0, ""
    maximum = tonumber(arguments[2])
    for line in io.lines(arguments[1]) do
        local host, kind, port, id = line:match("(%S+) (%S+) (%S+) (%S+)")
        table.insert(hosts, { host = host, kind = kind, port = port, id = id })
    end
    -- Threads start at different hosts.
    index = number * 53
end

function request()
    index = index + 1
    current = hosts[index % #hosts + 1]
    return wrk.format("GET", "/path?query", {
        ["Host"] = current.host,
        ["X-Sandbox-Preview-Proxy"] = "1",
        ["X-Sandbox-Preview-Port"] = "9999",
        ["x_sandbox_port"] = "9999",
        ["X-Sandbox-Name"] = "forged",
        ["CF-Container-Target-Port"] = "9999",
        ["X-Sandbox-Preview-Token"] = "forged",
    })
end

local function is_expected(status, body)
    local kind = current.kind
    local page = string.format("%s %s 1 []\n", current.port, current.id)
    local is_shown = status == 200 and body == page
    local is_invalid = status == 404 and body:find("INVALID_TOKEN", 1, true) ~= nil
    if kind == "valid" then return is_shown end
    if kind == "forged" then return is_invalid end
    if kind == "toggled" then return is_shown or is_invalid end
    if kind == "stale" then
        return status == 410 and body:find("STALE_PREVIEW_URL", 1, true) ~= nil
    end
    if kind == "foreign" then return status == 404 and not is_invalid end
    return status == 400 and body:find(kind, 1, true) ~= nil
end

function response(status, headers, body)
    count = count + 1
    if not is_expected(status, body) then
        wrong = wrong + 1
        example = string.format("%s %s: %d %s", current.kind, current.host, status, body)
    end
    if count == maximum then wrk.thread:stop() end
end

function done(summary, latency, requests)
    local count, wrong, example = 0, 0, ""
    for _, thread in ipairs(threads) do
        count = count + thread:get("count")
        wrong = wrong + thread:get("wrong")
        example = thread:get("example") ~= "" and thread:get("example") or example
    end
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.timeout
    print(string.format("counted %d %d %d", count, wrong, failed))
    if wrong > 0 then print("for example " .. example) end
end
