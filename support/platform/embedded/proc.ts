import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { sep } from 'node:path'
import { until } from '../../poll'
import type { Incarnation } from '../platform'

interface ProcStat {
  state: string
  parent: number
  threads: number
  /** Start time in clock ticks since boot. */
  startTicks: string
}

/** Reads `/proc/<pid>/stat`; undefined when there is no such process. */
function statOf(pid: number): ProcStat | undefined {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
  // The command name stands in parentheses and may itself contain spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return {
    ...{ state: fields[0] ?? '', parent: Number(fields[1]) },
    ...{ threads: Number(fields[17]), startTicks: fields[19] ?? '' },
  }
}

function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ESRCH'
}

/** Whether the last thread has ended; until then the process keeps its files and its ports. */
function isOver({ state, threads }: ProcStat): boolean {
  return state === 'Z' && threads <= 1
}

function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

/** Which life of the process `pid` this is; undefined when it is gone or only waits to be reaped. */
export function incarnationOf(pid: number): Incarnation | undefined {
  const stat = statOf(pid)
  return stat === undefined || isOver(stat) ? undefined : { pid, startedAt: `tick ${stat.startTicks}` }
}

/** The process `pid` and everything descending from it, parents first. */
export function treeOf(pid: number): number[] {
  const parents = new Map(allPids().map((each) => [each, statOf(each)?.parent]))
  const tree = [pid]
  for (const member of tree) {
    for (const [child, parent] of parents) if (parent === member) tree.push(child)
  }
  return tree
}

/**
 * Stops the process `pid` and everything descending from it, so that nobody in the tree can make another process.
 *
 * @returns the whole tree, parents first
 */
export function haltTree(pid: number): number[] {
  const halted = new Set<number>()
  for (;;) {
    const tree = treeOf(pid)
    const fresh = tree.filter((member) => !halted.has(member))
    if (fresh.length === 0) return tree
    for (const member of fresh) {
      signal(member, 'SIGSTOP')
      halted.add(member)
    }
  }
}

/** All processes whose working directory lies in `directory`; those of other users are not seen. */
export function processesIn(directory: string): number[] {
  return allPids().filter((pid) => {
    try {
      const cwd = readlinkSync(`/proc/${pid}/cwd`)
      return cwd === directory || cwd.startsWith(directory + sep)
    } catch {
      // Gone, or not ours to look at: either way not a process of this run.
      return false
    }
  })
}

/** Sends a signal; a process that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

/** Which lives these processes live now, without those that are gone. */
export function livesOf(pids: readonly number[]): Incarnation[] {
  return pids.map(incarnationOf).filter((life) => life !== undefined)
}

/** Those that still live the same life; the system may have given the id of another to somebody else. */
export function remaining(lives: readonly Incarnation[]): Incarnation[] {
  return lives.filter(({ pid, startedAt }) => incarnationOf(pid)?.startedAt === startedAt)
}

/** Sends SIGKILL to all of `pids` and waits until the last one is gone. */
export async function killAll(pids: readonly number[]): Promise<void> {
  const lives = livesOf(pids)
  for (const { pid } of lives) signal(pid, 'SIGKILL')
  await until(`processes ${pids.join(', ')} to die`, () => remaining(lives).length === 0 || undefined, {
    within: 10_000,
    every: 2,
  })
}
