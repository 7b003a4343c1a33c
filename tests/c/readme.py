"""Compiles and runs the C and C++ examples of the README, and compiles those of `docs/c.md`.

Usage: readme.py README DIRECTORY LIBRARY_DIRECTORY
"""

import pathlib
import re
import subprocess
import sys

EXAMPLES = {"c": ["gcc", "-std=c99", "-x", "c"], "cpp": ["g++", "-std=c++17", "-x", "c++"]}
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-Iinclude"]
FRAGMENT = """
#include <exposeport.h>
#include <stdio.h>
void fragment(const exposeport_base_domain *domain);
void fragment(const exposeport_base_domain *domain)
{
    (void)domain;
%s}
"""
EXPECTED = "8080 sandbox\nhttps://8080-sandbox-my_token.example.com\n"


def check_fragments(page: pathlib.Path) -> None:
    """Compiles the blocks of a page, each as the body of a function."""
    blocks = re.findall(r"^```c\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
    assert blocks, f"{page} has no blocks"
    for block in blocks:
        command = [*EXAMPLES["c"], *WARNINGS, "-fsyntax-only", "-"]
        subprocess.run(command, input=FRAGMENT % block, text=True, check=True)


def main(readme: pathlib.Path, directory: pathlib.Path, libraries: pathlib.Path) -> int:
    text = readme.read_text()
    library = [str(libraries / "libexposeport.so"), f"-Wl,-rpath,{directory}"]
    for language, compiler in EXAMPLES.items():
        block = re.search(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if block is None:
            print(f"readme: there is no ```{language} block")
            return 1
        program = directory / f"readme_{language}"
        command = [*compiler, *WARNINGS, "-", "-x", "none", *library, "-o", str(program)]
        subprocess.run(command, input=block[1], text=True, check=True)
        found = subprocess.run([program], capture_output=True, text=True, check=True).stdout
        if found != EXPECTED:
            print(f"readme: the {language} example prints\n{found}instead of\n{EXPECTED}")
            return 1
    check_fragments(readme.parent / "docs" / "c.md")
    print(f"readme: the examples in {' and '.join(EXAMPLES)} print the expected output")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(pathlib.Path, sys.argv[1:])))
