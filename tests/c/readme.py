"""Compiles and runs the README's examples in C and C++ from its own text: readme.py README DIRECTORY LIBRARY_DIRECTORY.
"""
import pathlib
import re
import subprocess
import sys

EXAMPLES = {"c": ["gcc", "-std=c99", "-x", "c"], "cpp": ["g++", "-std=c++17", "-x", "c++"]}
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-Iinclude"]
EXPECTED = "8080 sandbox\nhttps://8080-sandbox-my_token.example.com\n"


def main(readme: pathlib.Path, directory: pathlib.Path, libraries: pathlib.Path) -> int:
    text = readme.read_text()
    for language, compiler in EXAMPLES.items():
        block = re.search(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if block is None:
            print(f"readme: there is no ```{language} block")
            return 1
        program = directory / f"readme_{language}"
        command = [*compiler, *WARNINGS, "-", "-x", "none", str(libraries / "libexposeport.so"), f"-Wl,-rpath,{directory}", "-o", str(program)]
        subprocess.run(command, input=block[1], text=True, check=True)
        found = subprocess.run([program], capture_output=True, text=True, check=True).stdout
        if found != EXPECTED:
            print(f"readme: the {language} example prints\n{found}in place of\n{EXPECTED}")
            return 1
    print(f"readme: the examples in {' and '.join(EXAMPLES)} print what they should")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(pathlib.Path, sys.argv[1:])))
