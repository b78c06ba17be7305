// Runs every check of the project, each also when an earlier one failed, and ends with the line that counts them.
import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { execa } from 'execa'

const reports = 'reports'
const unitReport = `${reports}/unit.xml`
const suiteReport = `${reports}/junit.xml`
const composeReport = `${reports}/compose/junit.xml`
/** What makes node run TypeScript. */
const typescript = ['--require', 'ts-node/register']
const total = { passed: 0, failed: 0, skipped: 0 }

/** Runs a command with its output shown; says whether it succeeded. */
async function run(title, command, args, options = {}) {
  console.log(`\n== ${title}`)
  const { failed } = await execa(command, args, {
    stdio: 'inherit',
    reject: false,
    preferLocal: true,
    ...options,
  })
  return !failed
}

function count({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}

/** A check that either holds or does not. */
async function check(title, command, args) {
  count((await run(title, command, args)) ? { passed: 1 } : { failed: 1 })
}

/** Runs tests that write a JUnit report, and counts them from it. */
async function tests(title, command, args, report, options) {
  await rm(report, { force: true })
  const succeeded = await run(title, command, args, options)
  const xml = existsSync(report) ? await readFile(report, 'utf8') : ''
  tellOfSkipped(xml)
  const found = countsOf(xml)
  // A runner that fails without a failing test, or finds none, has failed itself.
  if (found.failed === 0 && (!succeeded || found.passed === 0)) found.failed = 1
  count(found)
}

function countsOf(xml) {
  const cases = xml.match(/<testcase\b/g)?.length ?? 0
  const failed = xml.match(/<failure\b/g)?.length ?? 0
  const skipped = xml.match(/<skipped\b/g)?.length ?? 0
  return { passed: cases - failed - skipped, failed, skipped }
}

/** Says why tests were skipped, which the dots on the terminal do not. */
function tellOfSkipped(xml) {
  const reasons = Array.from(xml.matchAll(/<skipped\b[^>]*\bmessage="([^"]*)"/g), ([, reason]) => reason)
  for (const [reason, { length }] of Map.groupBy(reasons, String))
    console.log(`${length} NOT RUN, because ${reason.replace(/&(amp;)?quot;/g, '"')}`)
}

/** Why Docker Compose cannot be used here; undefined where it can. The harness knows, and is written in TypeScript. */
function engineProblem() {
  const require = createRequire(import.meta.url)
  require('ts-node/register')
  return require('../support/platform/compose/index.ts').compose.unavailable()
}

async function unitTestFiles() {
  const found = await Array.fromAsync(glob('{service,support,bench,burn_in,fuzz,mutants}/**/*.test.ts'))
  return found.sort()
}

await mkdir(reports, { recursive: true })
await check('lint', 'eslint', ['.'])
await check('format', 'prettier', ['--check', '--log-level', 'warn', '.'])
await check('types', 'tsc', ['--project', '.'])
await tests(
  'unit tests',
  process.execPath,
  [
    ...[...typescript, '--test', '--test-concurrency=2'],
    ...['--test-reporter=dot', '--test-reporter-destination=stdout'],
    ...['--test-reporter=junit', `--test-reporter-destination=${unitReport}`],
    ...(await unitTestFiles()),
  ],
  unitReport,
)
await tests(
  'recovery specifications on the embedded stack',
  'cucumber-js',
  process.env.CI ? ['-p', 'ci'] : [],
  suiteReport,
)
const requests = process.env.CI ? '20000' : '2000'
await check('fuzz', process.execPath, [...typescript, 'fuzz/index.ts', '--requests', requests])
const mutants = process.env.CI ? [] : ['--fast']
await check('planted defects', process.execPath, [...typescript, 'mutants/index.ts', ...mutants])
const problem = await engineProblem()
if (problem === undefined) {
  const inFull = ['--format-options', '{"includeAttachments":true}']
  await tests(
    'recovery specifications on Docker Compose',
    'cucumber-js',
    ['-p', 'compose', ...(process.env.CI ? inFull : [])],
    composeReport,
  )
} else {
  console.log(`\n== recovery specifications on Docker Compose: NOT RUN, because ${problem}`)
  count({ skipped: 1 })
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
process.exitCode = total.failed > 0 ? 1 : 0
