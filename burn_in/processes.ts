import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface FoundProcess {
  pid: number
  command: string
}

/** What the system tells of a process that may betray to which run it belongs. */
const traces = ['cmdline', 'environ'] as const

/**
 * All processes but this one that mention one of `marks` in their working directory, command line or environment.
 * The suite's own reaper looks at working directories alone; what it overlooks must be found here.
 */
export function processesMentioning(marks: readonly string[]): FoundProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => mentionsAny(name, marks))
    .map((name) => ({ pid: Number(name), command: commandOf(name) }))
}

function mentionsAny(name: string, marks: readonly string[]): boolean {
  const told = [
    look(() => readlinkSync(`/proc/${name}/cwd`)),
    ...traces.map((trace) => look(() => readFileSync(`/proc/${name}/${trace}`, 'utf8'))),
  ]
  return told.some((text) => marks.some((mark) => text.includes(mark)))
}

function commandOf(name: string): string {
  const text = look(() => readFileSync(`/proc/${name}/cmdline`, 'utf8'))
  return text.split('\0').join(' ').trim().slice(0, 200)
}

/** What `read` finds; nothing of a process that is gone meanwhile or another user's, which no run of ours made. */
export function look(read: () => string): string {
  try {
    return read()
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(code)) return ''
    throw error
  }
}
