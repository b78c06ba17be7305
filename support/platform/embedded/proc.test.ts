import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { until } from '../../poll'
import { assertUnserved } from '../ports'
import { linesOf, makeScratch, removeScratch } from '../testing/scratch'
import { haltTree, incarnationOf, killAll, processesIn, signal, treeOf } from './proc'

let directory: string
beforeEach(async () => {
  directory = await makeScratch()
})
afterEach(() => removeScratch(directory))

/** A shell that runs a script in the test's directory; its output goes to the file `out` there. */
function shell(script: string): { child: ChildProcess; pid: number } {
  const child = spawn('/bin/sh', ['-c', `exec >> ${join(directory, 'out')}; ${script}`], {
    cwd: directory,
    stdio: 'ignore',
  })
  assert.ok(child.pid !== undefined)
  return { child, pid: child.pid }
}

/** The numbers that a script wrote, one a line. */
async function numbers(count: number): Promise<number[]> {
  return (await linesOf(join(directory, 'out'), count)).map(Number)
}

async function stateOf(pid: number): Promise<string | undefined> {
  return /^State:\s+(\S)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
}

async function gonePid(): Promise<number> {
  const { child, pid } = shell('true')
  await once(child, 'exit')
  return pid
}

describe('an incarnation', () => {
  test('stays the same for the life of a process', () => {
    const life = incarnationOf(process.pid)
    assert.equal(life?.pid, process.pid)
    assert.match(life.startedAt, /^tick [1-9]\d*$/)
    assert.deepEqual(incarnationOf(process.pid), life)
  })

  test('is another one for a process that started later', async () => {
    const { pid } = shell('echo $$; sleep 60; true')
    await numbers(1)
    assert.notEqual(incarnationOf(pid)?.startedAt, incarnationOf(process.pid)?.startedAt)
  })

  test('is none when the process is gone', async () => {
    assert.equal(incarnationOf(await gonePid()), undefined)
  })

  test('is none when the process is dead and only waits to be reaped', async () => {
    // The shell turns into a sleep, which does not know of its child, and only then the child ends.
    shell('(until grep -q sleep /proc/$$/comm; do :; done) & echo $!; exec sleep 60')
    const [zombie = 0] = await numbers(1)
    await until('the child to be dead', async () => (await stateOf(zombie)) === 'Z' || undefined, {
      within: 20_000,
    })
    assert.equal(incarnationOf(zombie), undefined)
  })

  test('is there while the process is frozen', async () => {
    const { pid } = shell('echo 1; sleep 60; true')
    await numbers(1)
    signal(pid, 'SIGSTOP')
    await until('the process to be frozen', async () => (await stateOf(pid)) === 'T' || undefined, {
      within: 20_000,
    })
    assert.equal(incarnationOf(pid)?.pid, pid)
  })
})

describe('the tree of a process', () => {
  test('is the process and all its descendants, parents first, and nobody else', async () => {
    const { pid } = shell(`(sleep 60 & echo $!; wait; true) & echo $!; wait`)
    shell('sleep 60')
    const descendants = await numbers(2)
    const tree = treeOf(pid)
    assert.equal(tree[0], pid)
    assert.deepEqual(new Set(tree), new Set([pid, ...descendants]))
    const leaf = descendants.find((each) => treeOf(each).length === 1)
    assert.equal(tree.at(-1), leaf)
  })

  test('holds processes whose name imitates the form of /proc', async () => {
    const tricky = join(directory, 'a) R 1 (b')
    await copyFile('/bin/sleep', tricky)
    const { pid } = shell(`'${tricky}' 60 & echo $!; wait`)
    const [child = 0] = await numbers(1)
    await until(
      'the child to have its name',
      async () => (await readFile(`/proc/${child}/comm`, 'utf8')) === 'a) R 1 (b\n' || undefined,
      { within: 20_000 },
    )
    assert.deepEqual(treeOf(pid), [pid, child])
    assert.match(incarnationOf(child)?.startedAt ?? '', /^tick [1-9]\d+$/)
  })

  test('of a process that is gone holds nothing but its number', async () => {
    const pid = await gonePid()
    assert.deepEqual(treeOf(pid), [pid])
  })
})

describe('the processes in a directory', () => {
  test('are those that work in it or below it, and not those beside it', async () => {
    const [inside, below, beside] = ['stack', 'stack/data', 'stack-2'].map((name) => join(directory, name))
    assert.ok(inside && below && beside)
    for (const each of [inside, below, beside]) await mkdir(each, { recursive: true })
    const pids = [inside, below, beside].map(
      (cwd) => spawn('/bin/sleep', ['60'], { cwd, stdio: 'ignore' }).pid ?? 0,
    )
    assert.deepEqual(new Set(processesIn(inside)), new Set(pids.slice(0, 2)))
    assert.deepEqual(new Set(processesIn(directory)), new Set(pids))
  })

  test('are none when there is no such directory', () => {
    assert.deepEqual(processesIn(join(directory, 'none')), [])
  })
})

describe('a signal', () => {
  test('reaches the process', async () => {
    const { child, pid } = shell('echo 1; exec sleep 60')
    await numbers(1)
    signal(pid, 'SIGTERM')
    const [, endedBy] = (await once(child, 'exit')) as unknown[]
    assert.equal(endedBy, 'SIGTERM')
  })

  test('to a process that is gone is no error', async () => {
    signal(await gonePid(), 'SIGTERM')
  })

  test('that does not exist is an error', () => {
    assert.throws(() => {
      signal(process.pid, 'SIGNONE' as NodeJS.Signals)
    }, /SIGNONE/)
  })
})

describe('killing all', () => {
  test('ends a whole tree, also members that ignore other signals or are frozen', async () => {
    const { pid } = shell(`trap '' TERM; sleep 60 & echo $!; sleep 60 & echo $!; wait; true`)
    const [frozen = 0] = await numbers(2)
    signal(frozen, 'SIGSTOP')
    await killAll(treeOf(pid))
    assert.deepEqual(processesIn(directory), [])
  })

  test('is done only when the last one is dead', async () => {
    const { pid } = shell('echo 1; exec sleep 60')
    await numbers(1)
    await killAll([pid])
    assert.equal(incarnationOf(pid), undefined)
  })

  test('is done only when the last thread is dead, which keeps the ports until then', async () => {
    const busy = 'const seen = []; for (let i = 0; ; i++) if (seen.length < 300_000) seen.push({ i })'
    const program = `
      const { Worker } = require('node:worker_threads')
      for (let i = 0; i < 6; i++) new Worker(${JSON.stringify(busy)}, { eval: true })
      const server = require('node:net').createServer()
      server.listen(0, '127.0.0.1', () => console.log(server.address().port))`
    const child = spawn(process.execPath, ['-e', program], { cwd: directory })
    const [printed] = (await once(child.stdout, 'data')) as [Buffer]
    await killAll([child.pid ?? 0])
    await assertUnserved('api', Number(printed))
  })

  test('is done at once for nobody and for who is gone', async () => {
    await killAll([])
    await killAll([await gonePid()])
  })
})

describe('a tree that goes on forking', () => {
  test('is halted and killed to the last member', async () => {
    const { pid } = shell('echo $$; while :; do sleep 30 & done')
    await numbers(1)
    await until('some children', () => processesIn(directory).length > 5 || undefined, { within: 10_000 })
    await killAll(haltTree(pid))
    assert.deepEqual(processesIn(directory), [])
  })
})
