// Prints the times of the JavaScript baselines as JSON lines.
// The argument is the directory that corpus.py writes to.

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { buildUrl, generateToken, parseHost, parseUrl, tokensEqual } from "./baselines.mjs";
import { runGroup } from "./harness.mjs";

const lines = (name) => readFileSync(join(process.argv[2], name), "ascii").trimEnd().split("\n");

const [hosts, urls, bound] = ["hosts.txt", "urls.txt", "bound.txt"].map(lines);
const [base] = lines("domain.txt");
const valid = hosts.filter((host) => parseHost(host) !== null).length;
if (valid !== 700) throw new Error(`${valid} valid hosts, expected 700`);
const routes = bound.map(parseHost).filter((parts) => parts?.base === base);
const tokens = routes.map(generateToken);
const pairs = tokens.map((token, i) => [token, tokens[(i + (i % 2)) % tokens.length]]);

const parser = "new URL and a RegExp";
runGroup("parse a host", [{ name: parser, inputs: hosts, run: parseHost }]);
runGroup("parse a URL", [{ name: parser, inputs: urls, run: parseUrl }]);

const build = ({ port, id, token }) => buildUrl(port, id, token, base);
runGroup("build a URL", [{ name: "checks and a template literal", inputs: routes, run: build }]);

runGroup("generate a token", [
  { name: "getRandomValues", inputs: routes, run: generateToken },
  { name: "floor: randomBytes(16)", inputs: routes, run: () => randomBytes(16) },
]);

const compare = ([a, b]) => tokensEqual(a, b);
runGroup("compare tokens", [{ name: "timingSafeEqual", inputs: pairs, run: compare }]);
