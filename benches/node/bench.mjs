// What a JavaScript programmer would write: new URL, a regular expression, node:crypto. JSON lines.
// Argument: the folder that corpus.py wrote.

import { getRandomValues, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const REPEATS = 7;
const TURNS = 21;
const TURN_NS = 1e6;

const lines = (name) => readFileSync(join(process.argv[2], name), "ascii").trimEnd().split("\n");

// Hyphens and empty labels are looked for afterwards: a pattern that says where they may stand takes longer.
const HOST = /^([1-9][0-9]{3,4})-([a-z0-9_-]+)-([a-z0-9_]+)\.([a-z0-9_.-]+)$/;
const RESERVED = new Set(["www", "api", "admin", "root", "system", "cloudflare", "workers"]);
const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

function parseHostname(host) {
  const match = HOST.exec(host);
  if (match === null) return null;
  const [, digits, id, token, dotted] = match;
  const base = dotted.endsWith(".") ? dotted.slice(0, -1) : dotted;
  const port = Number(digits);
  if (port < 1024 || port > 65535 || port === 3000 || RESERVED.has(id)) return null;
  if (id.startsWith("-") || id.endsWith("-") || base.startsWith("-") || base.endsWith("-")) return null;
  if (base.startsWith(".") || base.endsWith(".") || base.includes("..") || base.includes(".-") || base.includes("-.")) return null;
  const labelLength = digits.length + id.length + token.length + 2;
  if (labelLength > 63 || labelLength + 1 + base.length > 253) return null;
  if (base === "workers.dev" || base.endsWith(".workers.dev")) return null;
  if (base.length > 63 && base.split(".").some((label) => label.length > 63)) return null;
  // A last label that is a number is an IP address, which new URL refuses.
  return { port, id, token, base };
}

function parseUrl(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  return url.port === "0" ? null : parseHostname(url.hostname);
}

const parseHost = (host) => parseUrl(`https://${host}`);

function buildUrl(port, id, token, base) {
  if (!Number.isInteger(port) || port < 1024 || port > 65535 || port === 3000) throw new Error("port");
  if (!/^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/.test(id) || RESERVED.has(id)) throw new Error("sandbox id");
  if (!/^[a-z0-9_]{1,16}$/.test(token)) throw new Error("token");
  const label = `${port}-${id}-${token}`;
  if (label.length > 63 || label.length + 1 + base.length > 253) throw new Error("length");
  return `https://${label}.${base}`;
}

function makeToken() {
  let token = "";
  while (token.length < 16) {
    for (const octet of getRandomValues(new Uint8Array(24))) {
      // 252 is the largest multiple of 36 in an octet.
      if (octet < 252 && token.length < 16) token += ALPHABET[octet % 36];
    }
  }
  return token;
}

function equal(a, b) {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

// Turns that other processes interrupt do not count.
const lowerQuartile = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 2];

function contest(operation, contenders) {
  let sink = 0;
  const turn = ({ inputs, operate, passes }) => {
    const start = process.hrtime.bigint();
    for (let pass = 0; pass < passes; pass++) {
      for (const input of inputs) if (operate(input)) sink++;
    }
    return Number(process.hrtime.bigint() - start) / (inputs.length * passes);
  };
  for (const contender of contenders) {
    contender.passes = 1;
    contender.samples = [];
    // Long enough for the compiler to settle.
    for (let warm = 0; warm < 50; warm++) turn(contender);
    while (turn(contender) * contender.inputs.length * contender.passes < TURN_NS) contender.passes *= 2;
  }
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const turns = contenders.map(() => []);
    for (let t = 0; t < TURNS; t++) contenders.forEach((contender, who) => turns[who].push(turn(contender)));
    contenders.forEach((contender, who) => contender.samples.push(Number(lowerQuartile(turns[who]).toFixed(2))));
  }
  for (const { who, samples } of contenders) {
    console.log(JSON.stringify({ lang: "Node", op: operation, who, ns: samples }));
  }
  return sink;
}

const [hosts, urls, bound, [base]] = ["hosts.txt", "urls.txt", "bound.txt", "domain.txt"].map(lines);
const valid = hosts.filter((host) => parseHost(host) !== null).length;
if (valid !== 700) throw new Error(`${valid} of the hosts are valid`);
const orders = bound.map(parseHost).filter((parts) => parts?.base === base);
const tokens = orders.map(makeToken);
const pairs = tokens.map((token, i) => [token, tokens[(i + (i % 2)) % tokens.length]]);

contest("parse a host", [{ who: "new URL and a RegExp", inputs: hosts, operate: parseHost }]);
contest("parse a URL", [{ who: "new URL and a RegExp", inputs: urls, operate: parseUrl }]);
contest("build a URL", [
  { who: "checks and a template", inputs: orders, operate: ({ port, id, token }) => buildUrl(port, id, token, base) },
]);
contest("make a token", [
  { who: "getRandomValues", inputs: orders, operate: makeToken },
  { who: "floor: randomBytes(16)", inputs: orders, operate: () => randomBytes(16) },
]);
contest("compare tokens", [{ who: "timingSafeEqual", inputs: pairs, operate: ([a, b]) => equal(a, b) }]);
