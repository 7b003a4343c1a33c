/* A panic inside is a status outside. Links a library that has the feature test-panic. */

#include "support.h"

exposeport_status exposeport_test_panic(exposeport_error *error);

int main(void)
{
    exposeport_error error;
    current_case = "panic";
    CHECK_STATUS(exposeport_test_panic(NULL), EXPOSEPORT_INTERNAL);
    CHECK_STATUS(exposeport_test_panic(&error), EXPOSEPORT_INTERNAL);
    check_error(EXPOSEPORT_INTERNAL, &error);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
