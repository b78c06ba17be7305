import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = browsers.find(existsSync) ?? ''
const skip = executablePath === '' && `there is no browser at ${browsers.join(', ')}`
const root = resolve(__dirname, '../..')

const quiet = [
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
  // The browser's sandbox does not work for root, and this browser opens nothing but our own file.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

/** Two real scenarios: one that breaks something under load, and a quick one that does not. */
async function makeReport(folder: string): Promise<string> {
  const report = join(folder, 'report.html')
  const config = join(folder, 'cucumber.json')
  const settings = {
    requireModule: ['ts-node/register'],
    require: ['steps/*.ts', 'support/world.ts', 'support/hooks.ts'],
    format: [`"./support/report/html_report.js":"${report}"`, 'summary'],
    plugin: ['./support/report/keep_scorecard.js'],
    pluginOptions: { scorecard: { folder } },
    name: ['The API is restarted while people use the service', 'Somebody registers with a stored email$'],
    worldParameters: { seed: 7 },
  }
  writeFileSync(config, JSON.stringify({ default: settings }))
  await execa(
    process.execPath,
    [join(root, 'node_modules/.bin/cucumber-js'), '--config', relative(root, config)],
    { cwd: root, env: { TMPDIR: folder }, timeout: 120_000 },
  )
  return pathToFileURL(report).href
}

describe('the HTML report in a real browser', { skip }, () => {
  let folder: string
  let url: string
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'report test '))
    // As root, PostgreSQL runs as another user, who must be able to enter.
    chmodSync(folder, 0o711)
    url = await makeReport(folder)
    browser = await chromium.launch({ executablePath, args: quiet })
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
  })

  after(async () => {
    await (browser as Browser | undefined)?.close()
    rmSync(folder, { recursive: true })
  })

  const feature = (name: string) => page.getByRole('button', { name: `features/${name}.feature` })

  test('opens from the file, with the scorecard above everything else', async () => {
    await page.goto(url)
    const scorecard = page.getByRole('region', { name: 'Recovery scorecard' })
    await scorecard.waitFor()
    assert.match(await scorecard.innerText(), /3 of 3 promises kept; 2 of 2 scenarios passed/)
    assert.match(await scorecard.innerText(), /platform embedded, seed 7/)
    assert.match(await scorecard.innerText(), /npx cucumber-js --world-parameters '{"seed":7}'/)
    const [above, below] = [await scorecard.boundingBox(), await page.locator('#report').boundingBox()]
    assert.ok(above && below && above.y + above.height <= below.y)
  })

  test('tells every promise with its scenario once the table is unfolded', async () => {
    await page.getByText('All 3 promises by scenario').click()
    const table = page.getByRole('table', { name: 'Each promise of each scenario' })
    const row = table.getByRole('row', { name: 'recovery' })
    assert.match(await row.innerText(), /kept.*TC_001.*within 15\.0 s.*\d s.*\d %.*restarted while people/s)
  })

  test('shows the timeline of a scenario when its feature is expanded', async () => {
    await feature('api_restart').click()
    const image = page.locator('img[src^="data:image/svg+xml"]')
    await image.scrollIntoViewIfNeeded()
    assert.ok(await image.isVisible())
    const { width = 0 } = (await image.boundingBox()) ?? {}
    assert.ok(width > 600, `${width} pixels wide`)
    const drawn = '[...document.images].every(({ complete, naturalWidth }) => complete && naturalWidth > 0)'
    assert.equal(await page.evaluate(drawn), true)
  })

  test('has the evidence beside it: the fault with its recovery, and the phases', async () => {
    await page.getByText('evidence', { exact: true }).first().click()
    const evidence = await page.locator('pre', { hasText: 'recovered after' }).innerText()
    assert.match(evidence, /api restart .*\d\.\d\d s/)
    assert.match(evidence, /from a fault to recovery/)
  })

  test('finds scenarios by tag, also by a click on a test case of the scorecard', async () => {
    await page.getByPlaceholder('Search with text or @tags').fill('@TC_009')
    await page.keyboard.press('Enter')
    await feature('api_restart').waitFor({ state: 'detached' })
    assert.ok(await feature('rollback').isVisible())
    await page.getByRole('link', { name: 'TC_001' }).first().click()
    await feature('api_restart').waitFor()
    assert.equal(await feature('rollback').count(), 0)
  })

  test('is legible on a dark page', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    const [title, paper] = ["document.querySelector('#scorecard h1')", 'document.documentElement']
    const colours = await page.evaluate(
      `[getComputedStyle(${title}).color, getComputedStyle(${paper}).backgroundColor]`,
    )
    assert.deepEqual(colours, ['rgb(201, 201, 209)', 'rgb(29, 29, 38)'])
  })

  test('gives the browser nothing to complain about', () => {
    assert.deepEqual(complaints, [])
  })
})
