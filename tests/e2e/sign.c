/* Issues a link that expires with the key of a file, and prints it. */
#include <exposeport.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void require(exposeport_status status, const struct exposeport_error *error)
{
    if (status != EXPOSEPORT_OK) {
        fprintf(stderr, "%s: %s\n", exposeport_status_code(status), error->message);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fputs("usage: sign KEY_FILE SANDBOX_ID PORT HOSTNAME LIFETIME\n", stderr);
        return 1;
    }
    const char *id = argv[2], *hostname = argv[4];
    exposeport_base_domain *domain = NULL;
    exposeport_key_ring *ring = NULL;
    struct exposeport_error error;
    char digits[EXPOSEPORT_KEY_HEX_MAX + 1], url[EXPOSEPORT_URL_CAPACITY];
    FILE *file = fopen(argv[1], "rb");
    if (file == NULL) {
        perror(argv[1]);
        return 1;
    }
    const size_t length = fread(digits, 1, sizeof digits, file);
    fclose(file);

    require(exposeport_key_ring_new_hex(digits, length, &ring, &error), &error);
    require(exposeport_base_domain_new(hostname, strlen(hostname), NULL, &domain, &error), &error);
    require(exposeport_key_ring_build_url_until(ring, atoi(argv[3]), id, strlen(id), false, NULL, 0,
                                                (uint64_t)time(NULL), (uint64_t)atoi(argv[5]),
                                                domain, NULL, url, sizeof url, NULL, &error),
            &error);
    puts(url);
    exposeport_key_ring_free(ring);
    exposeport_base_domain_free(domain);
    return 0;
}
