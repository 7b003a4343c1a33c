-- Sends every kind of host, with forged internal headers, and compares each response.
-- Each thread has one connection, so a response belongs to the last request of its thread.
-- Arguments: the file of the hosts, the file of the states of the toggled hosts, and the number of
-- requests of each thread.

local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function init(arguments)
    hosts, count, settled, wrong, example = {}, 0, 0, 0, ""
    states = io.open(arguments[2], "rb")
    states:setvbuf("no")
    maximum = tonumber(arguments[3])
    local toggled = 0
    for line in io.lines(arguments[1]) do
        local host, kind, port, id = line:match("(%S+) (%S+) (%S+) (%S+)")
        table.insert(hosts, { host = host, kind = kind, port = port, id = id, place = toggled })
        if kind == "toggled" then toggled = toggled + 1 end
    end
    -- Threads start at different hosts.
    index = number * 53
end

-- Returns the number of steps of a toggled port. Each change is two steps: its start and its end.
local function steps()
    states:seek("set", current.place)
    return states:read(1):byte()
end

function request()
    index = index + 1
    current = hosts[index % #hosts + 1]
    if current.kind == "toggled" then before = steps() end
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

local function is_toggled(is_shown, is_invalid, is_ended)
    local after = steps()
    if after ~= before or after % 2 == 1 then return is_shown or is_invalid or is_ended end
    settled = settled + 1
    if after % 4 == 0 then return is_shown end
    return is_invalid
end

local function is_expected(status, body)
    local kind = current.kind
    local page = string.format("%s %s 1 []\n", current.port, current.id)
    local is_shown = status == 200 and body == page
    local is_invalid = status == 404 and body:find("INVALID_TOKEN", 1, true) ~= nil
    if kind == "valid" then return is_shown end
    if kind == "forged" then return is_invalid end
    if kind == "toggled" then
        -- The gateway ends a request whose port stops being exposed before the application responds.
        local is_ended = status == 503 and body:find("EXPOSURE_ENDED", 1, true) ~= nil
        return is_toggled(is_shown, is_invalid, is_ended)
    end
    if kind == "stale" then
        return status == 410 and body:find("STALE_PREVIEW_URL", 1, true) ~= nil
    end
    if kind == "expired" then
        return status == 410 and body:find("TOKEN_EXPIRED", 1, true) ~= nil
    end
    if kind == "foreign" then return status == 404 and not is_invalid end
    return status == 400 and body:find(kind, 1, true) ~= nil
end

function response(status, headers, body)
    count = count + 1
    if not is_expected(status, body) then
        wrong = wrong + 1
        local seen = current.kind == "toggled" and string.format("%d to %d", before, steps()) or ""
        example = string.format("%s %s %s: %d %s", current.kind, current.host, seen, status, body)
    end
    if count == maximum then
        io.stdout:write("finished\n")
        io.stdout:flush()
        wrk.thread:stop()
    end
end

function done(summary, latency, requests)
    local count, settled, wrong, example = 0, 0, 0, ""
    for _, thread in ipairs(threads) do
        count = count + thread:get("count")
        settled = settled + thread:get("settled")
        wrong = wrong + thread:get("wrong")
        example = thread:get("example") ~= "" and thread:get("example") or example
    end
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.timeout
    print(string.format("counted %d %d %d %d", count, settled, wrong, failed))
    if wrong > 0 then print("for example " .. example) end
end
