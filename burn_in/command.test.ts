import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import { execa } from 'execa'
import { until } from '../support/poll'
import { processesMentioning } from './processes'

// The commands as their users call them, in a folder of their own, so that what they leave shows, and so that they
// do not take away the reports that somebody keeps.
const root = resolve(__dirname, '..')
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'recovery-test-')))
chmodSync(folder, 0o711)

after(() => {
  rmSync(folder, { recursive: true })
})

function command(file: string, ...args: string[]) {
  const registered = ['--require', require.resolve('ts-node/register')]
  return execa(process.execPath, [...registered, join(__dirname, file), ...args], {
    cwd: folder,
    env: { TMPDIR: folder, TS_NODE_PROJECT: join(root, 'tsconfig.json') },
    reject: false,
    all: true,
    timeout: 120_000,
  })
}

/** Whether a run of the suite has begun to make something. */
function suiteRuns(): boolean {
  const territories = readdirSync(folder).filter((name) => name.startsWith('recovery-burn-in-'))
  return territories.some((name) =>
    readdirSync(join(folder, name)).some((each) => each.startsWith('recovery-')),
  )
}

function left(): string[] {
  const files = readdirSync(folder).filter((name) => name.startsWith('recovery-'))
  return [...files, ...processesMentioning([folder]).map((each) => each.command)]
}

describe('the burn-in', () => {
  test('ends its run, sums up and leaves nothing when it is interrupted', async () => {
    const running = command('index.ts', '--runs', '2', '--busy')
    await until('the suite to run', () => suiteRuns() || undefined, { within: 60_000 })
    running.kill('SIGINT')
    const { all, exitCode } = await running
    assert.match(all, /run 1 was broken off/)
    assert.match(all, /0 runs, 0 green, 0 not\./)
    assert.equal(exitCode, 130)
    await until('nothing to be left', () => left().length === 0 || undefined, { within: 5000 })
  })

  test('refuses a bad option in one sentence', async () => {
    const { all, exitCode } = await command('index.ts', '--runs', 'many')
    assert.match(all, /^--runs "many" cannot be used; give a whole number from 1$/m)
    assert.equal(exitCode, 1)
  })
})

describe('the interrupts', () => {
  test('end their run and leave nothing when they are interrupted themselves', async () => {
    const running = command('interrupts.ts', '--times', '3', '--seed', '1')
    await until('the suite to run', () => suiteRuns() || undefined, { within: 60_000 })
    running.kill('SIGINT')
    const { all, exitCode } = await running
    assert.match(all, /profile default, seed 1; replay: add --seed 1/)
    assert.equal(exitCode, 130)
    await until('nothing to be left', () => left().length === 0 || undefined, { within: 5000 })
  })
})
