#include "imports.h"

#include <stdio.h>
#include <string.h>

static void check_dropped(const struct import_case *c, const exposeport_dropped_entries *dropped)
{
    size_t len = SIZE_MAX;
    CHECK_STATUS(exposeport_dropped_entries_len(dropped, &len, NULL), EXPOSEPORT_OK);
    CHECK(len == c->dropped.count);
    for (size_t i = 0; i < len; i++) {
        exposeport_dropped_entry found;
        CHECK_STATUS(exposeport_dropped_entries_get(dropped, i, &found, NULL), EXPOSEPORT_OK);
        CHECK(found.place[found.place_len] == '\0' && found.place_len > 0);
        CHECK(found.message[found.message_len] == '\0' && found.message_len > 0);
        CHECK(found.code == exposeport_status_code(found.status));
        check_secrecy(found.place, found.place_len);
        check_secrecy(found.message, found.message_len);
        if (i >= c->dropped.count) {
            fprintf(stderr, "  found %s: %s\n", found.place, found.message);
            continue;
        }
        const struct dropped *expected = &c->dropped.items[i];
        same("place", found.place, found.place_len, expected->place);
        same_code("dropped", found.status, expected->error);
        if (expected->message.items != NULL) {
            same("message", found.message, found.message_len, expected->message);
        }
    }
    exposeport_dropped_entry none;
    CHECK_STATUS(exposeport_dropped_entries_get(dropped, len, &none, NULL),
                 EXPOSEPORT_INVALID_ARGUMENT);
}

/* Checks the snapshot of the sandbox, and that the strict reader loads it to the same state. */
static void check_sandbox(const struct import_case *c, struct bytes id,
                          const exposeport_policy *policy, const exposeport_sandbox *sandbox)
{
    exposeport_sandbox *loaded = NULL;
    struct bytes json = snapshot_of(sandbox);
    if (c->snapshot.items != NULL) {
        same("snapshot", json.data, json.len, c->snapshot);
    }
    CHECK_STATUS(exposeport_sandbox_from_json(id.data, id.len, false, json.data, json.len, policy,
                                              &loaded, NULL),
                 EXPOSEPORT_OK);
    struct bytes again = snapshot_of(loaded);
    CHECK(is_same(again, json));
    exposeport_sandbox_free(loaded);
    release(json);
    release(again);
}

void run_import(const struct import_case *c)
{
    exposeport_policy *policy = NULL;
    exposeport_sandbox *sandbox = NULL;
    exposeport_dropped_entries *dropped = NULL;
    exposeport_error error;
    struct bytes id = join(c->sandbox_id), document = join(c->document);
    const int32_t runtimes = c->runtimes == TRACKED ? EXPOSEPORT_RUNTIMES_TRACKED
                                                    : EXPOSEPORT_RUNTIMES_UNTRACKED;
    begin_case(c->name, c->secrets);
    CHECK_STATUS(make_policy(c->policy, &policy, &error), EXPOSEPORT_OK);
    exposeport_status status =
        exposeport_sandbox_import_storage(id.data, id.len, false, document.data, document.len,
                                          runtimes, policy, &sandbox, &dropped, &error);
    /* The result does not refer to the document. */
    release(document);
    check_error(status, &error);
    same_code("import", status, c->error);
    CHECK((sandbox != NULL) == (status == EXPOSEPORT_OK));
    CHECK((dropped != NULL) == (status == EXPOSEPORT_OK));
    if (status != EXPOSEPORT_OK && c->message.items != NULL) {
        same("message", error.message, error.message_len, c->message);
    }
    if (status == EXPOSEPORT_OK && c->error == NULL) {
        check_dropped(c, dropped);
        check_sandbox(c, id, policy, sandbox);
    }
    exposeport_dropped_entries_free(dropped);
    exposeport_sandbox_free(sandbox);
    exposeport_policy_free(policy);
    release(id);
}
