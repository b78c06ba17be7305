import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test, type TestContext } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { until } from '../../poll'
import { linesOf, makeScratch, removeScratch } from '../testing/scratch'
import type { Incarnation } from '../platform'
import { processesIn } from './proc'
import { type ProcessSpec, SupervisedProcess } from './supervised_process'

let directory: string
let log: string
let supervised: SupervisedProcess

beforeEach(async () => {
  directory = await makeScratch()
  log = join(directory, 'log')
})

afterEach(async () => {
  await supervised.kill()
  await removeScratch(directory)
})

/** A supervised shell that runs a script in the test's directory. */
function supervise(script: string, changes: Partial<ProcessSpec> = {}): SupervisedProcess {
  supervised = new SupervisedProcess({
    name: 'sample',
    command: '/bin/sh',
    args: ['-c', script],
    env: { PATH: '/usr/bin:/bin' },
    cwd: directory,
    logFile: log,
    stopSignal: 'SIGTERM',
    ...changes,
  })
  return supervised
}

/** Starts and waits until the script has written its first line. */
async function started(script: string, changes: Partial<ProcessSpec> = {}): Promise<Incarnation> {
  supervise(script, changes).start()
  await linesOf(log, 1)
  return running()
}

function running(): Incarnation {
  const { running: runs, incarnation } = supervised.status()
  assert.ok(runs && incarnation)
  return incarnation
}

function assertDown(): void {
  assert.equal(supervised.status().running, false)
  assert.deepEqual(processesIn(directory), [])
}

function successorOf(before: Incarnation): Promise<Incarnation> {
  return until(
    'another life',
    () => {
      const { incarnation } = supervised.status()
      return incarnation && incarnation.pid !== before.pid ? incarnation : undefined
    },
    { within: 20_000, every: 5 },
  )
}

/** Lets the test move the monotonic clock forward. */
function skewableClock({ mock }: TestContext): { skew: number } {
  const clock = { skew: 0 }
  const original = performance.now.bind(performance)
  mock.method(performance, 'now', () => original() + clock.skew)
  return clock
}

/** The delays after which the restart policy wants to start anew, and the timers, which the test lets run out. */
function restartTimers({ mock }: TestContext): {
  delays: number[]
  runOut: (() => void)[]
  cancelled: unknown[]
} {
  const seen = { delays: [] as number[], runOut: [] as (() => void)[], cancelled: [] as unknown[] }
  mock.method(globalThis, 'setTimeout', ((callback: () => void, delay: number) => {
    seen.delays.push(delay)
    seen.runOut.push(callback)
    return seen.runOut.length
  }) as unknown as typeof setTimeout)
  mock.method(globalThis, 'clearTimeout', (timer: unknown) => {
    if (timer !== undefined) seen.cancelled.push(timer)
  })
  return seen
}

/** Keeps the event loop so busy that it learns late that a child has ended. */
function keepBusy(t: TestContext): void {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  const timer = setInterval(() => Atomics.wait(pause, 0, 0, 20), 1)
  t.after(() => {
    clearInterval(timer)
  })
}

/** Whether the system still knows a process, be it as one that has ended and was not waited for. */
function isKnown(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const forever = 'echo ready; sleep 60; true'

describe('starting', () => {
  test('runs the command, with its directory and its environment alone', async (t) => {
    process.env['OF_THE_RUNNER'] = 'inherited'
    t.after(() => delete process.env['OF_THE_RUNNER'])
    await started('echo "$(pwd) $GREETING$OF_THE_RUNNER"; sleep 60; true', {
      env: { PATH: '/usr/bin:/bin', GREETING: 'hello' },
    })
    assert.equal(await readFile(log, 'utf8'), `${directory} hello\n`)
    assert.equal(running().pid, processesIn(directory)[0])
  })

  test('again while it runs leaves it alone', async () => {
    const life = await started(forever)
    supervised.start()
    assert.deepEqual(running(), life)
    assert.equal(await readFile(log, 'utf8'), 'ready\n')
  })

  test('after a stop makes another incarnation', async () => {
    const life = await started(forever)
    await supervised.stop()
    supervised.start()
    assert.notDeepEqual(running(), life)
  })

  test('appends what all lives write, standard error too, to one file', async () => {
    await started('echo out; echo err >&2; sleep 60; true')
    await linesOf(log, 2)
    await supervised.kill()
    supervised.start()
    assert.deepEqual(await linesOf(log, 4), ['out', 'err', 'out', 'err'])
  })

  test('a log that cannot be opened leaves it down, and says so', async () => {
    supervise(forever, { logFile: join(directory, 'no-such-folder/log') }).start()
    assertDown()
    assert.match(supervised.status().lastEnd ?? '', /could not be started: .*ENOENT/)
    await supervised.stop()
  })

  test('a command that does not exist leaves it down, without restarts and without an unhandled error', async (t) => {
    const { delays } = restartTimers(t)
    supervise('', { command: join(directory, 'no-such-command') }).start()
    await nextTurn()
    await nextTurn()
    assertDown()
    assert.match(supervised.status().lastEnd ?? '', /could not be started: .*ENOENT/)
    assert.deepEqual(delays, [])
    await supervised.stop()
    await supervised.kill()
  })
})

describe('before it was ever started', () => {
  test('it is down, and stopping and killing it changes nothing', async () => {
    supervise(forever)
    await supervised.stop()
    await supervised.kill()
    assertDown()
  })

  test('it can neither crash nor be paused', async () => {
    supervise(forever)
    await assert.rejects(supervised.crash(), { code: 'NOT_RUNNING', message: /sample/ })
    assert.throws(
      () => {
        supervised.pause()
      },
      { code: 'NOT_RUNNING', message: /sample is not running, so it cannot be paused/ },
    )
  })
})

describe('stopping', () => {
  for (const stopSignal of ['SIGTERM', 'SIGINT'] as const) {
    test(`asks by ${stopSignal} and waits for the end`, async () => {
      await started(
        `trap 'echo got ${stopSignal}; exit 0' ${stopSignal.slice(3)}; echo ready; sleep 60 & wait`,
        {
          stopSignal,
        },
      )
      await supervised.stop()
      assert.equal(await readFile(log, 'utf8'), `ready\ngot ${stopSignal}\n`)
      assertDown()
    })
  }

  test('kills a process that ignores the signal, and reports it', async (t) => {
    const clock = skewableClock(t)
    await started(`trap '' TERM; echo ready; sleep 60; sleep 60`)
    const stopping = supervised.stop()
    clock.skew = 20_000
    await assert.rejects(stopping, { code: 'TIMED_OUT', message: /waiting for sample to end after SIGTERM/ })
    assertDown()
  })

  test('leaves no child behind that outlives its parent', async () => {
    await started(`sleep 60 & trap 'exit 0' TERM; echo ready; wait`)
    await supervised.stop()
    assertDown()
  })

  test('is not undone by the restart policy, also when it comes while the policy waits', async (t) => {
    const { delays, runOut } = restartTimers(t)
    supervise('echo over').start()
    await until('the end', () => delays.length > 0 || undefined, { within: 20_000 })
    await supervised.stop()
    for (const callback of runOut) callback()
    assertDown()
  })
})

describe('killing', () => {
  test('ends the whole tree of a process, and it stays down', async (t) => {
    const { delays } = restartTimers(t)
    await started(`trap '' TERM; (sleep 60 & wait) & sleep 60 & echo ready; wait; sleep 60`)
    assert.ok(processesIn(directory).length >= 3)
    await supervised.kill()
    assertDown()
    await nextTurn()
    assert.deepEqual(delays, [])
  })

  test('ends a frozen process', async () => {
    await started(forever)
    supervised.pause()
    await supervised.kill()
    assertDown()
  })
})

describe('pausing', () => {
  test('freezes every process of the tree, which stays the same, and thaws it', async () => {
    const life = await started('(sleep 60 & wait) & echo ready; wait')
    const states = () =>
      Promise.all(
        processesIn(directory).map(
          async (pid) => /^State:\s+(\S)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1],
        ),
      )
    const all = (wanted: boolean) =>
      until(
        'all states to change',
        async () => (await states()).every((state) => (state === 'T') === wanted) || undefined,
        { within: 20_000 },
      )
    await until('the tree', () => processesIn(directory).length === 3 || undefined, { within: 20_000 })
    supervised.pause()
    await all(true)
    assert.deepEqual(running(), life)
    supervised.resume()
    await all(false)
    assert.deepEqual(running(), life)
  })
})

describe('the restart policy', () => {
  test('brings a crashed process back as another incarnation', async () => {
    const life = await started(forever)
    await supervised.crash()
    const successor = await successorOf(life)
    assert.notEqual(successor.startedAt, life.startedAt)
    assert.deepEqual(await linesOf(log, 2), ['ready', 'ready'])
  })

  test('lets a crash end the whole tree first', async (t) => {
    restartTimers(t)
    await started('sleep 60 & sleep 60 & echo ready; wait')
    await supervised.crash()
    assertDown()
  })

  test('brings back a process that ends well, too', async () => {
    supervise('echo life').start()
    assert.deepEqual(await linesOf(log, 2), ['life', 'life'])
  })

  test('waits twice as long each time, up to five seconds', async (t) => {
    const { delays, runOut } = restartTimers(t)
    supervise('exit 1').start()
    for (let lives = 1; lives <= 8; lives++) {
      await until('the end', () => delays.length === lives || undefined, { within: 20_000, every: 1 })
      runOut.at(-1)?.()
    }
    assert.deepEqual(delays.slice(0, 8), [100, 200, 400, 800, 1600, 3200, 5000, 5000])
  })

  test('starts with a short wait again after a life of more than ten seconds', async (t) => {
    const clock = skewableClock(t)
    const { delays, runOut } = restartTimers(t)
    const life = await started(forever)
    await supervised.crash()
    await until('the first end', () => delays.length === 1 || undefined, { within: 20_000 })
    runOut.at(-1)?.()
    await successorOf(life)
    clock.skew = 10_001
    await supervised.crash()
    await until('the second end', () => delays.length === 2 || undefined, { within: 20_000 })
    assert.deepEqual(delays, [100, 100])
  })

  test('gives way to somebody who starts the process while it waits', async (t) => {
    const { delays, cancelled } = restartTimers(t)
    const life = await started(forever)
    await supervised.crash()
    await until('the policy to wait', () => delays.length === 1 || undefined, { within: 20_000 })
    await assert.rejects(supervised.crash(), { code: 'NOT_RUNNING' })
    supervised.start()
    assert.notEqual(running().pid, life.pid)
    assert.deepEqual(cancelled, [1])
  })
})

describe('when the runner is busy', () => {
  // PostgreSQL takes the id of a process that nobody has waited for yet for that of another server.
  for (const how of ['stop', 'kill'] as const) {
    test(`nothing is left of a process after ${how}, not even its id`, async (t) => {
      keepBusy(t)
      for (let round = 0; round < 5; round++) {
        supervise(forever).start()
        const { pid } = running()
        await supervised[how]()
        assert.ok(!isKnown(pid))
      }
    })
  }
})
