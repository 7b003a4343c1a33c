/* Exposes a port in a sandbox, prints its URL, and writes the snapshot to a file. */
#include <exposeport.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void require(exposeport_status status, const struct exposeport_error *error)
{
    if (status != EXPOSEPORT_OK) {
        fprintf(stderr, "%s: %s\n", exposeport_status_code(status), error->message);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("usage: issue FILE SANDBOX_ID PORT HOSTNAME\n", stderr);
        return 1;
    }
    const char *id = argv[2], *hostname = argv[4];
    exposeport_base_domain *domain = NULL;
    exposeport_sandbox *sandbox = NULL;
    struct exposeport_error error;
    char url[EXPOSEPORT_URL_CAPACITY], snapshot[4096];
    size_t length = 0;

    require(exposeport_base_domain_new(hostname, strlen(hostname), NULL, &domain, &error), &error);
    require(exposeport_sandbox_new(id, strlen(id), false, NULL, &sandbox, &error), &error);
    require(exposeport_sandbox_expose_port(sandbox, atoi(argv[3]), domain, NULL, 0, NULL, 0, url,
                                           sizeof url, NULL, &error), &error);
    require(exposeport_sandbox_to_json(sandbox, snapshot, sizeof snapshot, &length, &error),
            &error);
    FILE *file = fopen(argv[1], "wb");
    if (file == NULL || fwrite(snapshot, 1, length, file) != length || fclose(file) != 0) {
        perror(argv[1]);
        return 1;
    }
    puts(url);
    exposeport_sandbox_free(sandbox);
    exposeport_base_domain_free(domain);
    return 0;
}
