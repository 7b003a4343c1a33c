// The stored documents of import.json: the entries that are dropped, and the snapshot.

#include "support.hpp"

namespace ex = exposeport;

namespace {

void check_dropped(const import_case &stored, const std::vector<ex::dropped_entry> &dropped)
{
    check(dropped.size() == stored.dropped.count, "the number of dropped entries");
    for (std::size_t i = 0; i < dropped.size() && i < stored.dropped.count; i++) {
        const auto &expected = stored.dropped.items[i];
        same("place", dropped[i].place, bytes(expected.place).view());
        same("code", dropped[i].code, expected.error);
        same("code of the status", exposeport_status_code(dropped[i].status), expected.error);
        check(!dropped[i].message.empty(), "a dropped entry has a message");
        check_secrecy(dropped[i].place);
        check_secrecy(dropped[i].message);
        if (expected.message.items != nullptr) {
            same("message", dropped[i].message, bytes(expected.message).view());
        }
    }
}

} // namespace

void run_import(const import_case &stored)
{
    const ex::policy policy = make_policy(stored.policy);
    const bytes id(stored.sandbox_id), document(stored.document);
    const exposeport_runtimes runtimes = stored.runtimes == TRACKED
                                             ? EXPOSEPORT_RUNTIMES_TRACKED
                                             : EXPOSEPORT_RUNTIMES_UNTRACKED;
    std::optional<ex::storage_import> imported;
    const outcome found = outcome_of([&] {
        imported =
            ex::sandbox::import_storage(id.view(), document.view(), runtimes, false, policy);
    });
    check_outcome("import", found, stored.error, stored.message);
    const auto variant =
        ex::sandbox::try_import_storage(id.view(), document.view(), runtimes, false, policy);
    same("the code of the try_ variant", variant ? "OK" : variant.error().code(), found.code);
    if (!imported || stored.error != nullptr) {
        return;
    }
    check_dropped(stored, imported->dropped);
    const std::string json = imported->sandbox.to_json();
    same("the snapshot of the try_ variant", variant ? variant->sandbox.to_json() : "", json);
    if (stored.snapshot.items != nullptr) {
        same("snapshot", json, bytes(stored.snapshot).view());
    }
    const auto loaded = ex::sandbox::from_json(id.view(), json, false, policy);
    same("snapshot of the loaded snapshot", loaded.to_json(), json);
}
