"""Compiles and runs the C and C++ examples of the README and those of `docs/c.md`.

Usage: readme.py README DIRECTORY LIBRARY_DIRECTORY
"""

import pathlib
import re
import subprocess
import sys

EXAMPLES = {"c": ["gcc", "-std=c99", "-x", "c"], "cpp": ["g++", "-std=c++17", "-x", "c++"]}
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-Iinclude"]
PAGE_START = """
#include <exposeport.h>
#include <stdio.h>
#include <string.h>
"""
# The decision of a gateway, which a block calls.
DECIDE = """
static void decide(const exposeport_gateway *gateway, const exposeport_request_host *request,
                   const exposeport_sandbox *sandbox)
{
%s}
"""
FRAGMENT = """
static void fragment_%d(const exposeport_base_domain *domain, const exposeport_sandbox *found)
{
    (void)domain, (void)found;
%s}
"""
PAGE_END = """
int main(void)
{
    const char *json = "{\\"portTokens\\": {\\"8080\\": \\"my_token\\"}}";
    exposeport_base_domain *domain = NULL;
    exposeport_sandbox *sandbox = NULL;
    if (exposeport_base_domain_new("example.com", 11, NULL, &domain, NULL) != EXPOSEPORT_OK ||
        exposeport_sandbox_from_json("sandbox", 7, false, json, strlen(json), NULL, &sandbox,
                                     NULL) != EXPOSEPORT_OK)
        return 1;
%s
    exposeport_sandbox_free(sandbox);
    exposeport_base_domain_free(domain);
    return 0;
}
"""
CPP_PAGE = """
#include <exposeport.hpp>
#include <iostream>

static void decide(const exposeport::gateway &gateway, std::string_view host,
                   const exposeport::sandbox *sandbox)
{
%s}

int main()
{
    const exposeport::base_domain domains[] = {exposeport::base_domain("example.com")};
    const exposeport::gateway gateway(domains);
    const auto sandbox =
        exposeport::sandbox::from_json("sandbox", R"({"portTokens": {"8080": "my_token"}})");
    const char *const host = "8080-sandbox-my_token.example.com";
    decide(gateway, host, nullptr);
    decide(gateway, host, &sandbox);
    decide(gateway, "3000-a-b.example.com", nullptr);
    decide(gateway, "www.example.com", nullptr);
}
"""
# The decision of a gateway has at most this many lines.
DECISION_LINES_MAX = 10
EXPECTED = "8080 sandbox\nhttps://8080-sandbox-my_token.example.com\n"
EXPECTED_PAGE = """404 INVALID_TOKEN
forward to port 8080
forward to port 8080
410 TOKEN_EXPIRED
portTokens["8081"]: invalid character in token at position 2, expected a-z, 0-9 or '_'
8080: missing-activation
reactivated 1
"""
EXPECTED_CPP_PAGE = """INVALID_TOKEN
forward to port 8080
RESERVED_PORT
another application
"""


def run(language: str, source: str, program: pathlib.Path, library: list[str]) -> str:
    """Compiles a program and returns what it prints on standard output."""
    command = [*EXAMPLES[language], *WARNINGS, "-", "-x", "none", *library, "-o", str(program)]
    subprocess.run(command, input=source, text=True, check=True)
    return subprocess.run([program], capture_output=True, text=True, check=True).stdout


def blocks(page: pathlib.Path, language: str) -> list[str]:
    """Returns the blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)


def decision_block(page: pathlib.Path, language: str) -> str:
    """Returns the one block of a page with the decision of a gateway."""
    (found,) = blocks(page, language)
    lines = len(found.splitlines())
    if lines > DECISION_LINES_MAX:
        sys.exit(f"readme: the decision has {lines} lines, maximum {DECISION_LINES_MAX}")
    return found


def page_program(page: pathlib.Path) -> str:
    """Returns a program that runs the blocks of a page in order, each as a function."""
    bodies = blocks(page, "c")
    decision = DECIDE % decision_block(page, "c decide")
    functions = decision + "".join(FRAGMENT % (number, body) for number, body in enumerate(bodies))
    calls = "\n".join(f"    fragment_{number}(domain, sandbox);" for number in range(len(bodies)))
    return PAGE_START + functions + PAGE_END % calls


def main(readme: pathlib.Path, directory: pathlib.Path, libraries: pathlib.Path) -> int:
    library = [str(libraries / "libexposeport.so"), f"-Wl,-rpath,{directory}"]
    page = readme.parent / "docs" / "c.md"
    cpp_page = CPP_PAGE % decision_block(page, "cpp")
    programs = [
        ("page_c", "c", page_program(page), EXPECTED_PAGE),
        ("page_cpp", "cpp", cpp_page, EXPECTED_CPP_PAGE),
    ]
    for language in EXAMPLES:
        found = blocks(readme, language)
        if not found:
            print(f"readme: there is no ```{language} block")
            return 1
        programs.append((f"readme_{language}", language, found[0], EXPECTED))
    for name, language, source, expected in programs:
        printed = run(language, source, directory / name, library)
        if printed != expected:
            print(f"readme: {name} prints\n{printed}instead of\n{expected}")
            return 1
    print(f"readme: {len(programs)} examples print the expected output")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(pathlib.Path, sys.argv[1:])))
