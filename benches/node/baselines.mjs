// Implementations that a JavaScript programmer would write without the library.

import { getRandomValues, timingSafeEqual } from "node:crypto";

// Hyphens at the ends of labels and empty labels are checked afterwards. A pattern that excludes
// them is slower.
const HOST = /^([1-9][0-9]{3,4})-([a-z0-9_-]+)-([a-z0-9_]+)\.([a-z0-9_.-]+)$/;
const ID = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;
const TOKEN = /^[a-z0-9_]{1,16}$/;
const RESERVED = new Set(["www", "api", "admin", "root", "system", "cloudflare", "workers"]);
const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
// The largest multiple of 36 in a byte.
const UNIFORM_MAX = 252;

const isValidPort = (port) => port >= 1024 && port <= 65535 && port !== 3000;

function parseHostname(host) {
  const match = HOST.exec(host);
  if (match === null) return null;
  const [, digits, id, token, dotted] = match;
  const base = dotted.endsWith(".") ? dotted.slice(0, -1) : dotted;
  const port = Number(digits);
  if (!isValidPort(port) || RESERVED.has(id) || id.startsWith("-") || id.endsWith("-")) return null;
  if (base.startsWith("-") || base.endsWith("-") || base.startsWith(".") || base.endsWith(".")) {
    return null;
  }
  if (base.includes("..") || base.includes(".-") || base.includes("-.")) return null;
  const labelLength = digits.length + id.length + token.length + 2;
  if (labelLength > 63 || labelLength + 1 + base.length > 253) return null;
  if (base === "workers.dev" || base.endsWith(".workers.dev")) return null;
  if (base.length > 63 && base.split(".").some((label) => label.length > 63)) return null;
  // A numeric last label is part of an IP address, which new URL rejects.
  return { port, id, token, base };
}

export function parseUrl(input) {
  let url;
  try {
    url = new URL(input);
  } catch {
    return null;
  }
  return url.port === "0" ? null : parseHostname(url.hostname);
}

export const parseHost = (host) => parseUrl(`https://${host}`);

export function buildUrl(port, id, token, base) {
  if (!Number.isInteger(port) || !isValidPort(port)) throw new Error("port");
  if (!ID.test(id) || RESERVED.has(id)) throw new Error("sandbox id");
  if (!TOKEN.test(token)) throw new Error("token");
  const label = `${port}-${id}-${token}`;
  if (label.length > 63 || label.length + 1 + base.length > 253) throw new Error("length");
  return `https://${label}.${base}`;
}

export function generateToken() {
  let token = "";
  while (token.length < 16) {
    for (const byte of getRandomValues(new Uint8Array(24))) {
      if (byte < UNIFORM_MAX && token.length < 16) token += ALPHABET[byte % ALPHABET.length];
    }
  }
  return token;
}

export function tokensEqual(a, b) {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
