/* Importing stored documents, states of ports, reactivation: arguments, outputs and ownership. */

#include <stdio.h>
#include <string.h>

#include "support.h"

/* An output that no call has written. */
static char unwritten;
#define UNWRITTEN ((void *)&unwritten)

static exposeport_sandbox *import(const char *document, size_t len, exposeport_runtimes runtimes,
                                  exposeport_dropped_entries **dropped)
{
    exposeport_sandbox *sandbox = NULL;
    struct bytes exact = copy(document, len);
    CHECK_STATUS(exposeport_sandbox_import_storage(STR("sandbox"), false, exact.data, exact.len,
                                                   runtimes, NULL, &sandbox, dropped, NULL),
                 EXPOSEPORT_OK);
    release(exact);
    return sandbox;
}

/* Imports a document of which nothing is dropped. */
static exposeport_sandbox *import_all(const char *document, size_t len,
                                      exposeport_runtimes runtimes)
{
    size_t count = SIZE_MAX;
    exposeport_dropped_entries *dropped = NULL;
    exposeport_sandbox *sandbox = import(document, len, runtimes, &dropped);
    CHECK(dropped != NULL);
    CHECK_STATUS(exposeport_dropped_entries_len(dropped, &count, NULL), EXPOSEPORT_OK);
    CHECK(count == 0);
    exposeport_dropped_entries_free(dropped);
    return sandbox;
}

/* There is no default: a zero-initialized variable is rejected. */
static void invalid_runtimes(void)
{
    static const exposeport_runtimes zero;
    const int32_t table[] = {zero, 3, -1, 255, 257, INT32_MIN, INT32_MAX};
    for (size_t i = 0; i < COUNT(table); i++) {
        exposeport_error error;
        exposeport_sandbox *sandbox = UNWRITTEN;
        exposeport_dropped_entries *dropped = UNWRITTEN;
        CHECK_STATUS(exposeport_sandbox_import_storage(STR("a"), false, STR("{}"), table[i], NULL,
                                                       &sandbox, &dropped, &error),
                     EXPOSEPORT_INVALID_ARGUMENT);
        check_error(EXPOSEPORT_INVALID_ARGUMENT, &error);
        CHECK_MESSAGE(&error, "invalid runtimes, expected EXPOSEPORT_RUNTIMES_TRACKED or "
                              "EXPOSEPORT_RUNTIMES_UNTRACKED");
        CHECK(sandbox == UNWRITTEN && dropped == UNWRITTEN);
        /* NULL is checked first. */
        CHECK_STATUS(exposeport_sandbox_import_storage(STR("a"), false, STR("{}"), table[i], NULL,
                                                       &sandbox, NULL, NULL),
                     EXPOSEPORT_NULL_POINTER);
    }
}

/* A call that fails writes neither output. */
static void failing_imports(void)
{
    static const struct {
        const char *id, *document;
        exposeport_status status;
        const char *message;
    } table[] = {
        {"a", "", EXPOSEPORT_INVALID_SNAPSHOT, NULL},
        {"a", "[]", EXPOSEPORT_INVALID_SNAPSHOT, "invalid snapshot: document is not an object"},
        {"a", "{\"portTokens\": 1}", EXPOSEPORT_INVALID_SNAPSHOT,
         "invalid snapshot: portTokens is not an object"},
        {"", "[]", EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, NULL},
        {"My-App", "{}", EXPOSEPORT_UPPERCASE_SANDBOX_ID, NULL},
        {"www", "{}", EXPOSEPORT_RESERVED_SANDBOX_ID, NULL},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        exposeport_error error;
        exposeport_sandbox *sandbox = UNWRITTEN;
        exposeport_dropped_entries *dropped = UNWRITTEN;
        CHECK_STATUS(exposeport_sandbox_import_storage(
                         table[i].id, strlen(table[i].id), false, table[i].document,
                         strlen(table[i].document), EXPOSEPORT_RUNTIMES_UNTRACKED, NULL, &sandbox,
                         &dropped, &error),
                     table[i].status);
        check_error(table[i].status, &error);
        if (table[i].message != NULL) {
            CHECK_MESSAGE(&error, table[i].message);
        }
        CHECK(sandbox == UNWRITTEN && dropped == UNWRITTEN);
    }
    exposeport_sandbox *sandbox = NULL;
    exposeport_error error;
    CHECK_STATUS(exposeport_sandbox_from_json(STR("a"), false, STR("{\"8080\":\"t\"}"), NULL,
                                              &sandbox, &error),
                 EXPOSEPORT_INVALID_SNAPSHOT);
    CHECK(strstr(error.message, "import_storage") != NULL && sandbox == NULL);
}

static void check_entry(const exposeport_dropped_entries *dropped, size_t index, const char *place,
                        exposeport_status status, const char *message)
{
    exposeport_dropped_entry entry;
    CHECK_STATUS(exposeport_dropped_entries_get(dropped, index, &entry, NULL), EXPOSEPORT_OK);
    CHECK(strcmp(entry.place, place) == 0 && entry.place_len == strlen(place));
    CHECK_STATUS(entry.status, status);
    CHECK(entry.code == exposeport_status_code(status));
    CHECK(strcmp(entry.message, message) == 0 && entry.message_len == strlen(message));
}

/* The sandbox and the list are independent of each other, of the document and of the policy. */
static void ownership(void)
{
    static const char document[] =
        "{\"portTokens\":{\"80\":\"a\",\"3000\":\"b\",\"8080\":{\"token\":\"secret-token\"},"
        "\"8081\":{\"token\":\"my_token\",\"name\":7},\"web\":\"c\"}}";
    exposeport_policy *policy = NULL;
    exposeport_sandbox *sandbox = NULL;
    exposeport_dropped_entries *dropped = NULL;
    exposeport_dropped_entry entry;
    exposeport_error error;
    struct bytes id = copy(STR("My-App")), exact = copy(STR(document));
    size_t len = 0;
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_unreserve_port(policy, 3000, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_import_storage(id.data, id.len, true, exact.data, exact.len,
                                                   EXPOSEPORT_RUNTIMES_UNTRACKED, policy, &sandbox,
                                                   &dropped, NULL),
                 EXPOSEPORT_OK);
    exposeport_policy_free(policy);
    release(id);
    release(exact);
    CHECK(exposeport_sandbox_is_port_exposed(sandbox, 3000));
    CHECK(exposeport_sandbox_validate_port_token(sandbox, 8081, STR("my_token")));
    exposeport_sandbox_free(sandbox);

    CHECK_STATUS(exposeport_dropped_entries_len(dropped, &len, NULL), EXPOSEPORT_OK);
    CHECK(len == 4);
    check_entry(dropped, 0, "portTokens[\"80\"]", EXPOSEPORT_INVALID_PORT,
                "port is out of range: 80, expected 1024 to 65535");
    check_entry(dropped, 1, "portTokens, entry 5", EXPOSEPORT_INVALID_PORT,
                "key is not a port, expected decimal digits");
    check_entry(dropped, 2, "portTokens[\"8080\"].token", EXPOSEPORT_INVALID_TOKEN_CHARACTER,
                "invalid character in token at position 6, expected a-z, 0-9 or '_'");
    check_entry(dropped, 3, "portTokens[\"8081\"].name", EXPOSEPORT_INVALID_SNAPSHOT,
                "invalid snapshot: portTokens[\"8081\"].name is not a string");
    memset(&entry, 0x5A, sizeof entry);
    const exposeport_dropped_entry before = entry;
    CHECK_STATUS(exposeport_dropped_entries_get(dropped, 4, &entry, &error),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_MESSAGE(&error, "index 4 is out of range for a list of length 4");
    CHECK(memcmp(&entry, &before, sizeof entry) == 0);
    exposeport_dropped_entries_free(dropped);
}

/* Entries are dropped one by one, in any number. */
static void many_entries(void)
{
    enum { PORTS = 3000 };
    char *document = malloc(PORTS * 24 + 2);
    size_t len = 0, dropped_len = 0;
    document[len++] = '{';
    for (int i = 0; i < PORTS; i++) {
        len += (size_t)sprintf(document + len, "%s\"%d\":\"t%d\"", i == 0 ? "" : ",", 5000 + i, i);
    }
    document[len++] = '}';
    exposeport_dropped_entries *dropped = NULL;
    exposeport_sandbox *sandbox =
        import(document, len, EXPOSEPORT_RUNTIMES_UNTRACKED, &dropped);
    free(document);
    CHECK_STATUS(exposeport_dropped_entries_len(dropped, &dropped_len, NULL), EXPOSEPORT_OK);
    CHECK(dropped_len == PORTS - 1024);
    for (size_t i = 0; i < dropped_len; i++) {
        exposeport_dropped_entry entry;
        CHECK_STATUS(exposeport_dropped_entries_get(dropped, i, &entry, NULL), EXPOSEPORT_OK);
        CHECK_STATUS(entry.status, EXPOSEPORT_TOO_MANY_PORTS);
    }
    exposeport_sandbox_free(sandbox);
    exposeport_dropped_entries_free(dropped);
}

static exposeport_port_states *states_of(const exposeport_sandbox *sandbox, size_t expected_len)
{
    size_t len = SIZE_MAX;
    exposeport_port_states *states = NULL;
    CHECK_STATUS(exposeport_sandbox_ports(sandbox, &states, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_port_states_len(states, &len, NULL), EXPOSEPORT_OK);
    CHECK(len == expected_len);
    return states;
}

static void check_state(const exposeport_port_states *states, size_t index, uint16_t port,
                        const char *name, exposeport_stale_reason reason)
{
    exposeport_port_state state;
    CHECK_STATUS(exposeport_port_states_get(states, index, &state, NULL), EXPOSEPORT_OK);
    CHECK(state.port == port && state.stale_reason == reason);
    CHECK((state.name == NULL) == (name == NULL));
    CHECK(state.name_len == (name != NULL ? strlen(name) : 0));
    CHECK(name == NULL || strcmp(state.name, name) == 0);
}

/* A list has every port with a token, and is independent of the sandbox. */
static void states(void)
{
    exposeport_sandbox *sandbox = import_all(
        STR("{\"portTokens\":{\"9000\":\"a\",\"8080\":{\"token\":\"b\",\"name\":\"Web\"},"
            "\"8081\":{\"token\":\"c\",\"name\":\"\"}},"
            "\"activePreviewPorts\":{\"8080\":{\"token\":\"b\",\"runtimeIdentityID\":\"r\"}},"
            "\"currentRuntimeIdentity\":{\"id\":\"r\"}}"),
        EXPOSEPORT_RUNTIMES_TRACKED);
    exposeport_port_states *active = states_of(sandbox, 3);
    CHECK_STATUS(exposeport_sandbox_runtime_stopped(sandbox, NULL), EXPOSEPORT_OK);
    exposeport_port_states *stopped = states_of(sandbox, 3);
    exposeport_sandbox_free(sandbox);

    check_state(active, 0, 8080, "Web", EXPOSEPORT_NOT_STALE);
    check_state(active, 1, 8081, "", EXPOSEPORT_STALE_MISSING_ACTIVATION);
    check_state(active, 2, 9000, NULL, EXPOSEPORT_STALE_MISSING_ACTIVATION);
    for (size_t i = 0; i < 3; i++) {
        exposeport_port_state state;
        CHECK_STATUS(exposeport_port_states_get(stopped, i, &state, NULL), EXPOSEPORT_OK);
        CHECK(state.stale_reason == EXPOSEPORT_STALE_RUNTIME_NOT_RUNNING);
    }
    exposeport_error error;
    exposeport_port_state state = {"?", 1, 9, 7};
    CHECK_STATUS(exposeport_port_states_get(active, 3, &state, &error),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_MESSAGE(&error, "index 3 is out of range for a list of length 3");
    CHECK(state.port == 7 && state.stale_reason == 9);
    exposeport_port_states_free(active);
    exposeport_port_states_free(stopped);
}

/* A call that fails reactivates no port. */
static void reactivation(void)
{
    size_t count = 7;
    exposeport_error error;
    exposeport_sandbox *sandbox = import_all(STR("{\"8080\":\"a\",\"9000\":\"b\"}"),
                                             EXPOSEPORT_RUNTIMES_TRACKED);
    struct bytes before = snapshot_of(sandbox);
    CHECK_STATUS(exposeport_sandbox_reactivate(sandbox, &count, &error),
                 EXPOSEPORT_RUNTIME_NOT_RUNNING);
    check_error(EXPOSEPORT_RUNTIME_NOT_RUNNING, &error);
    CHECK(count == 7);
    struct bytes after = snapshot_of(sandbox);
    CHECK(is_same(before, after));
    release(before);
    release(after);

    CHECK_STATUS(exposeport_sandbox_runtime_started(sandbox, STR("r"), NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_reactivate(sandbox, NULL, NULL), EXPOSEPORT_NULL_POINTER);
    CHECK(!exposeport_sandbox_is_port_exposed(sandbox, 8080));
    CHECK_STATUS(exposeport_sandbox_reactivate(sandbox, &count, NULL), EXPOSEPORT_OK);
    CHECK(count == 2 && exposeport_sandbox_is_port_exposed(sandbox, 8080));
    CHECK_STATUS(exposeport_sandbox_reactivate(sandbox, &count, NULL), EXPOSEPORT_OK);
    CHECK(count == 0);
    exposeport_sandbox_free(sandbox);
}

int main(void)
{
    current_case = "storage";
    CHECK(EXPOSEPORT_RUNTIMES_TRACKED == 1 && EXPOSEPORT_RUNTIMES_UNTRACKED == 2);
    invalid_runtimes();
    failing_imports();
    ownership();
    many_entries();
    states();
    reactivation();
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
