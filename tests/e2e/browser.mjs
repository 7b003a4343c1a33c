// Opens pages in headless Chromium, as a person does. Reads the steps as JSON from standard input.
import { readFileSync } from "node:fs"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import assert from "node:assert/strict"
import { chromium } from "playwright-core"

const { executable, screenshots, steps } = JSON.parse(readFileSync(0, "utf8"))
const profile = mkdtempSync(join(tmpdir(), "chromium-"))
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: executable,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  viewport: { width: 800, height: 500 },
})

const text = (page, id, expected) =>
  page.waitForFunction(([id, expected]) => document.getElementById(id)?.textContent === expected,
    [id, expected], { timeout: 10_000 })

// Uses every function of the page: a click, a WebSocket, events, a redirect and a form.
async function story(page, url) {
  const host = new URL(url).host
  await text(page, "host", host)
  await page.click("#click")
  await text(page, "clicked", "clicked")
  await text(page, "socket", "echo ping")
  await text(page, "events", "3")
}

async function leave(page, url) {
  await page.click("#redirect")
  await page.waitForURL("**/landed")
  assert.equal(new URL(page.url()).host, new URL(url).host)
  await page.goBack()
  await page.click("#send")
  await page.waitForURL("**/form")
  assert.equal(await page.textContent("p"), "name=Ada")
}

try {
  const page = await browser.newPage()
  for (const { url, status, shown, screenshot } of steps) {
    const response = await page.goto(url)
    assert.equal(response.status(), status, url)
    if (status === 200) await story(page, url)
    assert.match(await page.textContent("body"), new RegExp(shown), url)
    if (screenshot) await page.screenshot({ path: join(screenshots, screenshot) })
    if (status === 200) await leave(page, url)
  }
  console.log(`browser: ${steps.length} pages as expected`)
} finally {
  await browser.close()
  rmSync(profile, { recursive: true, force: true })
}
